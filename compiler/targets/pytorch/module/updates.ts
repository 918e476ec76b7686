import type { ModelGraph, TrainingStep } from '../../../graph/model-graph.ts';
import type { ComponentValue } from '../../../declarations/values.ts';
import { modelWeights } from '../../../steps/build-steps.ts';
import { eachOptimizer, optimizerOf, type Optimizers } from '../../../graph/optimizers.ts';
import { applyOptimizers } from '../../../steps/optimizer.ts';
import { StepBuilder } from '../../../steps/step-builder.ts';
import type { StateVariable } from '../../../steps/step-graph.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import { dictionary, flat, stringText, type PythonExpression } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import type { FileContext, UnwritableLayer } from './layer-class.ts';
import type { PlacedWeight } from './counterpart-made.ts';
import { stepLines } from './step-text.ts';

/** A function that makes one step of an optimizer, and the weights for which it does. */
export interface Update {
  readonly name: string;
  readonly lines: readonly string[];
  readonly weights: readonly string[];
  /** What it keeps for each of them, by the part of the name that they share. */
  readonly slots: readonly StateVariable[];
  readonly prefix: (weight: string) => string;
  /** The shape of the first of the weights. */
  readonly variableShape: readonly number[];
}

export interface Updates {
  readonly updates: readonly Update[];
  /** What an optimizer keeps once. */
  readonly shared: readonly StateVariable[];
  /** The length that all gradients together are cut to. */
  readonly globalNorm: number | null;
  /** The parts of the model whose optimizers change weights, by these. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Prints an optimizer's step: one function for all weights that it treats alike. */
export function updateFunctions(
  graph: ModelGraph,
  placed: readonly PlacedWeight[],
  turn: { readonly step: TrainingStep; readonly place: number } | undefined,
  file: FileContext & { readonly claim: (wanted: string) => string },
): Updates {
  const optimizers = turn?.step ?? graph.training;
  const globalNorm = normOfAll(optimizers);
  const parts = new Map<string, string>();
  const here = new Set(placed.map(({ name }) => name));
  const trained = modelWeights(graph).filter(
    ({ name, layer, weight }) =>
      here.has(name) &&
      layer.trainable &&
      weight.trainable &&
      (turn?.step.update?.includes(layer.name) ?? true),
  );
  const known = new Map<string, { update: Update; weights: string[] }>();
  const shared = new Map<string, StateVariable>();
  for (const { name, layer, weight } of trained) {
    const { optimizer, part } = optimizerOf(optimizers, layer.name);
    if (part !== undefined) parts.set(name, part);
    const own: ComponentValue<'optimizer'> =
      globalNorm === null ? optimizer : { ...optimizer, args: { ...optimizer.args, global_clipnorm: null } };
    const owners = [...(turn ? [turn.step.name] : []), ...(part === undefined ? [] : [part])];
    const prefix = (of: string): string => `optimizer:${[...owners, of].join(':')}/`;
    const builder = new StepBuilder(turn && { name: turn.step.name, place: turn.place });
    const { dtype, shape } = weight;
    const value = builder.feed('gradient', 'variable', dtype, shape);
    const gradient = builder.feed('gradient', 'gradient', dtype, shape);
    const { variables } = applyOptimizers(
      builder.ops,
      part === undefined
        ? { optimizer: own }
        : { ...optimizers, parts: [{ name: part, layers: [layer.name], optimizer: own }] },
      [{ name, layer: layer.name, value, gradient, weight }],
      builder,
    );
    builder.output(
      { role: 'prediction', of: 'variable', name: 'variable', dtype, shape },
      variables.get(name)!,
    );
    const made = builder.finish('train', graph.name);
    const start = prefix(name);
    const { lines, outputs } = stepLines(
      made.graph,
      (input) => {
        if (input.startsWith('gradient:')) return { variable: input.slice(9) };
        const slot = input.slice(start.length);
        if (input.startsWith(start)) return { text: `slots[${stringText(slot)}]`, variable: slot };
        return { text: `shared[${stringText(input)}]`, variable: input.split(':').at(-1)! };
      },
      ['variable', 'gradient', 'slots', 'shared'],
      file,
    );
    const states = made.outputs.flatMap((output) => (output.role === 'state' ? [output.state] : []));
    const slots = states.filter((state) => state.name.startsWith(start));
    const others = states.filter((state) => !state.name.startsWith(start));
    for (const state of others) shared.set(state.name, state);
    const text = (state: StateVariable): PythonExpression => outputs.get(`next:${state.name}`)!;
    const body = [
      ...lines,
      ...layout(
        'slots = ',
        dictionary(slots.map((state) => [state.name.slice(start.length), text(state)])),
        '',
        '    ',
      ),
      ...layout('shared = ', dictionary(others.map((state) => [state.name, text(state)])), '', '    '),
      `    return ${flat(outputs.get('variable')!)}, slots, shared`,
    ];
    // Slots of a shape that is not the variable's own are made by it alone.
    const shapes = slots.map((state) => (state.shape.join() === shape.join() ? '' : state.shape.join()));
    const key = [...body, ...shapes].join('\n');
    const same = known.get(key);
    if (same) {
      same.weights.push(name);
      continue;
    }
    const function_ = file.claim(snakeCase(`${own.name}Step`));
    const weights = [name];
    known.set(key, {
      weights,
      update: {
        name: function_,
        weights,
        slots,
        prefix,
        variableShape: shape,
        lines: [
          `def ${function_}(variable, gradient, slots, shared):`,
          `    """One step of ${own.name} for a variable, as Keras computes it."""`,
          ...body,
        ],
      },
    });
  }
  return {
    updates: [...known.values()].map(({ update }) => update),
    shared: [...shared.values()],
    globalNorm,
    parts,
  };
}

/** The lengths to which optimizers cut all gradients together. */
function normsOf(optimizers: Optimizers): readonly number[] {
  return eachOptimizer(optimizers).flatMap(({ optimizer: { args } }) => {
    const { global_clipnorm: length, clipnorm } = args;
    return typeof length === 'number' && length > 0 && typeof clipnorm !== 'number' ? [length] : [];
  });
}

/** The length that all gradients together are cut to; null where no optimizer does so. */
function normOfAll(optimizers: Optimizers): number | null {
  return normsOf(optimizers)[0] ?? null;
}

/** Layers whose gradients an optimizer among several cuts together, which programs have for all alone. */
export function clippingGaps({ training, layers }: ModelGraph): readonly UnwritableLayer[] {
  return (training.steps ?? [training]).flatMap((optimizers): readonly UnwritableLayer[] => {
    const count = normsOf(optimizers).length;
    const [part] = optimizers.parts ?? [];
    if (count === 0 || (!part && count === 1)) return [];
    const layer = layers.find(({ name }) => part!.layers.includes(name))!;
    return [{ layer, reason: '`global_clipnorm` of one of several optimizers is not written there' }];
  });
}
