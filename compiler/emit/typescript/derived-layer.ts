import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import type { LoweringContext, WeightSpecification } from '../../layers/define-layer.ts';
import { findLayer } from '../../layers/registry.ts';
import { createOps } from '../../ops/builder.ts';
import type { NamedTensor, OpGraph, Tensor } from '../../ops/types.ts';
import { multiplySizes, variable, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { feedDType } from '../../steps/lower-model.ts';
import { camelCase } from '../tfjs/names.ts';
import { isMisfit, tfjsValue } from '../tfjs/values.ts';
import type { Helper } from './helpers.ts';
import { printProgram, type Program } from './op-program.ts';
import { UnwritableOp } from './op-text.ts';
import { stringText, valueText, type ValueContext } from './values-text.ts';

/** A class that stands for one layer of a graph. */
export interface DerivedLayer {
  /** The class from `extends` on; equal texts are one class. */
  readonly body: string;
}

interface Lowered {
  readonly graph: OpGraph;
  readonly outputs: number;
  readonly updates: readonly string[];
  readonly losses: number;
}

/**
 * The class of a layer that tfjs-layers lacks, written from what the layer's declaration lowers to.
 * @throws UnwritableOp where tfjs has no functions for it
 */
export function deriveLayer(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  masks: ReadonlySet<TensorIndex>,
  context: ValueContext & { readonly use: (helper: Helper) => string },
): DerivedLayer {
  const sizes = new SizeNames();
  const site = layerSite(graph, calls, masks, sizes);
  const predict = lower(layer, site, false);
  const train = lower(layer, site, true);
  if (predict.losses > 0 || train.losses > 1) throw new UnwritableOp('activity penalty');
  const fields = new Map(layer.weights.map((weight) => [weight.name, fieldName(weight.name)]));
  const used = new Set<string>();
  const program = (lowered: Lowered): Program =>
    printProgram(lowered.graph, {
      use: context.use,
      taken: ['x', 'inputs', 'kwargs', 'mask', ...site.inputNames, ...sizes.names()],
      sizeName: (name) => {
        used.add(name);
        return name;
      },
      input: (name) => (name.startsWith('weight:') ? `this.${fields.get(name.slice(7))}.read()` : name),
    });
  const body = callBody(site, program(predict), program(train), train, fields);
  const reads = sizes.statements().filter(([name]) => used.has(name));
  return { body: classBody(graph, layer, calls, site, reads, body, fields, context) };
}

interface Site {
  /** The tensors that come in, each once. */
  readonly inputNames: readonly string[];
  readonly inputTypes: readonly TensorType[];
  /** For each input of the layer, and then each tensor argument, which of them it is. */
  readonly places: readonly number[];
  readonly outputTypes: readonly TensorType[];
  readonly masked: boolean;
  readonly call: LayerCall;
  /** True for inputs that carry the mask. */
  readonly masks: readonly boolean[];
}

function layerSite(
  graph: ModelGraph,
  calls: readonly LayerCall[],
  masked: ReadonlySet<TensorIndex>,
  sizes: SizeNames,
): Site {
  const call = calls[0]!;
  const all = calls.map(distinctTensors);
  const given = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
  const places = given.map((tensor) => all[0]!.indexOf(tensor));
  const count = all[0]!.length;
  const inputNames =
    count === 1
      ? ['x']
      : Array.from({ length: count }, (_, index) => ['a', 'b', 'c', 'd'][index] ?? `x${index}`);
  const inputTypes = inputNames.map((name, index): TensorType => {
    const first = graph.tensors[all[0]![index]!]!;
    const shape = first.shape.map((_, axis): Size => {
      const seen = all.map((tensors) => graph.tensors[tensors[index]!]!.shape[axis]!);
      return sizes.sizeAt(name, axis, first.shape.length, seen);
    });
    return { dtype: feedDType(first.dtype), shape };
  });
  // Folded steps are samples too: how many of those there are, the sequence knows.
  sizes.batchFrom(inputNames.at(isUnfolding(graph, call) ? -1 : 0)!);
  const masks = call.inputs.map((tensor) => masked.has(tensor));
  const sources = new Set(call.inputs.filter((_, index) => masks[index]));
  if (sources.size > 1) throw new UnwritableOp('several masks');
  const outputTypes = call.outputs.map((tensor) => graph.tensors[tensor]!);
  return { inputNames, inputTypes, places, outputTypes, masks, masked: masks.includes(true), call };
}

function isUnfolding(graph: ModelGraph, call: LayerCall): boolean {
  return graph.layers[call.layer]!.class === 'UnfoldSteps';
}

/** What a call takes, each tensor once: tfjs frees one that comes twice too early. */
export function distinctTensors(call: LayerCall): readonly TensorIndex[] {
  return [...new Set([...call.inputs, ...Object.values(call.tensorArguments).flat()])];
}

function lower(layer: LayerInstance, site: Site, training: boolean): Lowered {
  const ops = createOps();
  const batch = variable('batch');
  const declaration = findLayer(layer.class)!;
  const tensors = site.inputNames.map((name, index) => {
    const { dtype, shape } = site.inputTypes[index]!;
    const isFolded = layer.class === 'UnfoldSteps' && index === 0;
    const samples = isFolded ? multiplySizes(batch, site.inputTypes[1]!.shape[0]!) : batch;
    return ops.scope.input(name, dtype, [samples, ...shape]);
  });
  const given = site.places.map((place) => tensors[place]!);
  const givenTypes = site.places.map((place) => site.inputTypes[place]!);
  const inputs = given.slice(0, site.call.inputs.length);
  const masked = site.masks.findIndex(Boolean);
  const mask = masked < 0 ? undefined : ops.scope.input('mask', 'bool', inputs[masked]!.shape.slice(0, 2));
  const weights = new Map(
    layer.weights.map(({ name, dtype, shape }) => [name, ops.scope.input(`weight:${name}`, dtype, shape)]),
  );
  const updated = new Map<string, Tensor>();
  const losses: Tensor[] = [];
  const contextFor = (prefix: string): LoweringContext => ({
    ops,
    training,
    batch,
    weight: (name) => weights.get(prefix + name)!,
    updatedWeight: (name) => updated.get(prefix + name) ?? weights.get(prefix + name)!,
    updateWeight: (name, value) => void updated.set(prefix + name, value),
    randomKey: () => ops.scope.input('key', 'int32', []),
    addLoss: (value) => void losses.push(value),
    setMask: () => {
      if (mask && declaration.mask === 'make') throw new UnwritableOp('mask of a merge');
    },
    scope: (inner) => contextFor(`${prefix}${inner}/`),
  });
  let next = site.call.inputs.length;
  const tensorArguments: Record<string, readonly Tensor[]> = {};
  for (const [name, list] of Object.entries(site.call.tensorArguments)) {
    tensorArguments[name] = given.slice(next, next + list.length);
    next += list.length;
  }
  const shapeCall = {
    args: layer.args as never,
    inputs: givenTypes.slice(0, site.call.inputs.length),
    tensorArguments: {},
    requireEqual: () => undefined,
    requireDivisible: () => undefined,
  };
  const typed = Object.keys(tensorArguments).length > 0 ? undefined : declaration.output(shapeCall);
  const outputTypes =
    typed === undefined || 'problem' in typed ? site.outputTypes : 'shape' in typed ? [typed] : typed;
  const result = declaration.lower(contextFor(''), {
    args: layer.args as never,
    inputs,
    inputTypes: shapeCall.inputs,
    outputTypes,
    tensorArguments,
    masks: site.masks.map((has) => (has ? mask : undefined)),
    trainable: layer.trainable,
  });
  const results = 'shape' in result ? [result] : result;
  const outputs: NamedTensor[] = results.map((tensor, index) => ({ name: `output${index}`, tensor }));
  const isChanged = ([name, tensor]: [string, Tensor]): boolean => tensor.id !== weights.get(name)!.id;
  const updates = [...updated].filter(isChanged);
  return {
    graph: ops.scope.build([
      ...outputs,
      ...updates.map(([name, tensor]) => ({ name, tensor })),
      ...losses.map((tensor) => ({ name: 'loss', tensor })),
    ]),
    outputs: results.length,
    updates: updates.map(([name]) => name),
    losses: training ? 0 : 0,
  };
}

function fieldName(weight: string): string {
  return camelCase(weight.replaceAll('/', '_'));
}

function callBody(
  site: Site,
  predict: Program,
  train: Program,
  trained: Lowered,
  fields: ReadonlyMap<string, string>,
): string {
  const count = site.outputTypes.length;
  const returned = ({ outputs }: Program): string =>
    count === 1 ? `return ${outputs[0]};` : `return [${outputs.slice(0, count).join(', ')}];`;
  const whole = (program: Program): string => [...program.statements, returned(program)].join('\n');
  const writes = trained.updates.map(
    (name, index) => `this.${fields.get(name)}.write(${train.outputs[count + index]});`,
  );
  const inTraining = [...train.statements, ...writes, returned(train)].join('\n');
  if (inTraining === whole(predict)) return whole(predict);
  return `if (kwargs['training'] === true) {\n${inTraining}\n}\n${whole(predict)}`;
}

function classBody(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  site: Site,
  sizeReads: readonly (readonly [string, string])[],
  body: string,
  fields: ReadonlyMap<string, string>,
  context: ValueContext,
): string {
  const takesOne = site.inputNames.length === 1;
  const reads = takesOne
    ? ['const x = Array.isArray(inputs) ? inputs[0] : inputs;']
    : [`const [${site.inputNames.join(', ')}] = inputs as tf.Tensor[];`];
  if (site.masked) reads.push(`const mask = kwargs['mask'] as tf.Tensor;`);
  reads.push(...sizeReads.map(([name, text]) => `const ${name} = ${text};`));
  const usesKwargs = site.masked || body.includes('kwargs');
  const isMany = site.outputTypes.length > 1;
  const outputShape = outputShapeText(graph, calls);
  const passesMask = findLayer(layer.class)!.mask === 'pass' && site.masked;
  return [
    'extends tf.layers.Layer {',
    'static className = CLASS_NAME;',
    ...[...fields.values()].map((field) => `private ${field}!: tf.LayerVariable;`),
    ...(passesMask ? ['override supportsMasking = true;'] : []),
    '',
    ...(layer.weights.length > 0
      ? [
          'override build(): void {',
          ...layer.weights.map(
            (weight) => `this.${fields.get(weight.name)} = ${weightText(weight, context)};`,
          ),
          'this.built = true;',
          '}',
          '',
        ]
      : []),
    `override computeOutputShape(): tf.Shape${isMany ? '[]' : ''} {`,
    `return ${outputShape};`,
    '}',
    '',
    `override call(inputs: tf.Tensor | tf.Tensor[]${usesKwargs ? ', kwargs: Record<string, unknown>' : ''}): tf.Tensor${isMany ? '[]' : ''} {`,
    'return tf.tidy(() => {',
    ...reads,
    body,
    '});',
    '}',
    '}',
  ].join('\n');
}

function outputShapeText(graph: ModelGraph, calls: readonly LayerCall[]): string {
  const shapes = calls[0]!.outputs.map((output, position) => {
    const axes = graph.tensors[output]!.shape.map((size, axis) => {
      const same = calls.every((call) => graph.tensors[call.outputs[position]!]!.shape[axis] === size);
      return typeof size === 'number' && same ? String(size) : 'null';
    });
    return `[${['null', ...axes].join(', ')}]`;
  });
  return shapes.length === 1 ? shapes[0]! : `[${shapes.join(', ')}]`;
}

function weightText(weight: WeightSpecification, context: ValueContext): string {
  const initializer = initializerText(weight, context);
  const optional = [weight.regularizer, weight.constraint].map((value) => {
    if (!value) return 'undefined';
    const converted = tfjsValue(value);
    if (isMisfit(converted)) throw new UnwritableOp(converted.reason);
    return valueText(converted, context);
  });
  const rest: string[] = [optional[0]!, String(weight.trainable), optional[1]!];
  while (rest.length > 0 && (rest.at(-1) === 'undefined' || rest.at(-1) === 'true')) rest.pop();
  const args = [
    stringText(weight.name.replaceAll('/', '_')),
    `[${weight.shape.join(', ')}]`,
    `'float32'`,
    initializer,
  ];
  return `this.addWeight(${[...args, ...rest].join(', ')})`;
}

function initializerText({ initializer }: WeightSpecification, context: ValueContext): string {
  const converted = tfjsValue(initializer);
  // Gates with a forget gate of ones, and other initializers of ours: zeros are Keras's for the rest of the bias.
  if (isMisfit(converted)) return 'tf.initializers.zeros()';
  if (typeof converted !== 'string') return valueText(converted, context);
  return converted === 'zeros' || converted === 'ones'
    ? `tf.initializers.${converted}()`
    : `tf.initializers.${converted}({})`;
}

/** Names for the sizes that a layer's inputs leave open. */
class SizeNames {
  private readonly byKey = new Map<string, string>();
  private readonly found: [string, string][] = [];

  /** The size of an axis: a number where it is the same in every use. */
  sizeAt(input: string, axis: number, rank: number, seen: readonly Size[]): Size {
    const [first] = seen;
    if (typeof first === 'number' && seen.every((size) => size === first)) return first;
    const key = seen.map((size) => (typeof size === 'number' ? String(size) : size.key)).join(' ');
    let name = this.byKey.get(key);
    if (name === undefined) {
      const base =
        rank === 2 && axis === 0 ? 'steps' : rank === 3 ? (['height', 'width'][axis] ?? 'size') : 'size';
      name = base;
      for (let count = 2; this.found.some(([taken]) => taken === name); count++) name = `${base}${count}`;
      this.byKey.set(key, name);
      this.found.push([name, `${input}.shape[${axis + 1}] as number`]);
    }
    return variable(name);
  }

  batchFrom(input: string): void {
    this.found.unshift(['batch', `${input}.shape[0]`]);
  }

  names(): readonly string[] {
    return this.found.map(([name]) => name);
  }

  statements(): readonly (readonly [string, string])[] {
    return this.found;
  }
}
