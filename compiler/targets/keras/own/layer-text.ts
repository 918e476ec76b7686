import { isShapeProblem, maskBehaviour } from '../../../declarations/define-layer.ts';
import type { LayerCall, LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import type { Arguments, ComponentValue } from '../../../declarations/values.ts';
import { createOps } from '../../../ops/builder.ts';
import { GraphScope } from '../../../ops/scope.ts';
import type { Tensor } from '../../../ops/types.ts';
import { unknownSize, type Size } from '../../../shapes/size.ts';
import { sampleType, tensorTypeText } from '../../../shapes/types.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import type { ModelFlow } from '../../op-code/flow.ts';
import { lowerCall, type LoweredCall } from '../../op-code/lower-call.ts';
import { settledValue } from '../../program/values.ts';
import {
  call as callText,
  keyword,
  number,
  sequence,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { atom, nameCode, type Code } from '../../python/ops/code.ts';
import { statement, textOf, type Statement } from '../../python/statements.ts';
import { PythonScope } from '../../python/names.ts';
import { valueText, type ValueContext } from '../module/values.ts';
import { inOrder } from '../../python/updates.ts';
import { bodyOf, sizeOf, Unwritable } from './body.ts';
import { appliedArgument, standIns } from './stand-ins.ts';
import { attributeNames, type OwnText, type OwnUse, type OwnWriting } from './use.ts';
import { betweenMethods, definition, inBody } from './method.ts';

/** What layers of a model are lowered with. */
export interface LoweredGraph {
  readonly graph: ModelGraph;
  readonly lowered: LoweredModel;
  readonly flow: ModelFlow;
}

/** Attributes of Keras's layers, which weights must not hide. */
export const layerAttributes = (
  'activity_regularizer add_loss add_metric add_variable add_weight autocast build built call compute_dtype ' +
  'compute_mask count_params dtype dtype_policy from_config get_config get_weights input input_dtype input_spec ' +
  'load_own_variables losses metrics metrics_variables name non_trainable_variables non_trainable_weights output path ' +
  'quantization_mode quantize save_own_variables seed_generator set_weights stateless_call supports_jit ' +
  'supports_masking symbolic_call trainable trainable_variables trainable_weights variable_dtype variables weights'
).split(' ');

/**
 * A layer of the text as the methods of a class.
 * @throws Unwritable where one class cannot say what all of its calls do
 */
export function layerUse(model: LoweredGraph, layer: LayerInstance, context: ValueContext): OwnUse {
  const { graph, flow } = model;
  const calls = graph.calls.filter((call) => graph.layers[call.layer] === layer);
  const text = (writing: OwnWriting): OwnText | undefined => {
    const [first, ...others] = calls.map((each) => textOfCall(model, layer, each, context, writing));
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first)))
      throw new Unwritable('it is used on tensors of different shapes');
    return first;
  };
  if (!text({ args: layer.args, held: new Set() })) throw new Error(`${layer.name} does not fit itself.`);
  const kind = calls[0]!.inputs
    .map((tensor) => `${tensorTypeText(graph.tensors[tensor]!)}${flow.masks.has(tensor) ? ' masked' : ''}`)
    .join(' ');
  return { args: layer.args, kind: `${kind} ${layer.trainable}`, text };
}

/** A model in which one layer has other arguments, and what flows into it other sizes. */
function changedModel(
  { graph, lowered, flow }: LoweredGraph,
  layer: LayerInstance,
  call: LayerCall,
  args: Arguments,
  sizes: ReadonlyMap<number, number> | undefined,
): { readonly model: LoweredGraph; readonly layer: LayerInstance } | undefined {
  const resized = (shape: readonly Size[]): readonly Size[] =>
    sizes ? shape.map((size) => (typeof size === 'number' ? (sizes.get(size) ?? size) : size)) : shape;
  const taken = new Set(call.inputs);
  const tensors = sizes
    ? graph.tensors.map((each, index) => (taken.has(index) ? { ...each, shape: resized(each.shape) } : each))
    : graph.tensors;
  const shapeCall = {
    args,
    inputs: call.inputs.map((tensor) => sampleType(tensors[tensor]!)),
    tensorArguments: {},
    requireEqual: () => undefined,
    requireDivisible: () => undefined,
    freshSize: () => unknownSize('fresh'),
  };
  const { declaration } = layer;
  if (isShapeProblem(declaration.output(shapeCall))) return undefined;
  const changed: LayerInstance = { ...layer, args, weights: declaration.weights?.(shapeCall) ?? [] };
  const sized = (list: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[] =>
    sizes
      ? list.map((each, index) => (each && taken.has(index) ? { ...each, shape: resized(each.shape) } : each))
      : list;
  const layers = graph.layers.map((each) => (each === layer ? changed : each));
  return {
    layer: changed,
    model: {
      graph: { ...graph, tensors, layers },
      lowered: { ...lowered, tensors: sized(lowered.tensors), masks: sized(lowered.masks) },
      flow,
    },
  };
}

function textOfCall(
  whole: LoweredGraph,
  instance: LayerInstance,
  call: LayerCall,
  context: ValueContext,
  { args, held, sizes: others, keepsNumbers = false }: OwnWriting,
): OwnText | undefined {
  const attributes = attributeNames(Object.keys(instance.declaration.arguments), layerAttributes);
  const lower = (training: boolean) => {
    const ops = createOps(new GraphScope(undefined, { keepsNumbers }));
    const given = standIns(args, instance.declaration.arguments, held, ops.scope);
    const changed = changedModel(whole, instance, call, given.args, others);
    if (!changed) return undefined;
    const { graph, lowered, flow } = changed.model;
    const made = lowerCall(graph, lowered, flow, call, training, { ops, kept: given.applied });
    return { ...changed, given, made };
  };
  const [predicted, trained] = [lower(false), lower(true)];
  if (!predicted || !trained) return undefined;
  const { layer, given } = predicted;
  const { graph, flow } = predicted.model;
  const [predict, train] = [predicted.made, trained.made];
  const isMasked = call.inputs.some((tensor) => flow.masks.has(tensor));
  const passes = maskBehaviour(layer.declaration, layer.args) === 'pass';
  const draws = [predict, train].flatMap((each) =>
    each.graph.inputs.filter(({ name }) => name.startsWith('key:')),
  );
  const names = weightNames(layer, attributes);
  const seed = draws[0]?.name.split(':')[2] ?? '';
  const made = [
    ...(isMasked && passes ? [inBody('self.supports_masking = ', 'True')] : []),
    ...(draws.length > 0
      ? [inBody('self.seed_generator = ', callText('keras.random.SeedGenerator', seedItems(seed)))]
      : []),
  ];
  const isList = call.inputs.length > 1;
  const methods = [
    ...callStatements({ call, flow, predict, train, names, attributes, ops: context.ops }),
    ...(isMasked && !passes
      ? [
          betweenMethods,
          definition('compute_mask', ['self', isList ? 'inputs' : 'x', 'previous_mask']),
          inBody('return ', 'None'),
        ]
      : []),
  ];
  const sizes = knownSizes(graph, call);
  return {
    made,
    build: buildStatements(layer, names, (value) => {
      const name = given.argumentOf(value);
      if (name === undefined) return valueText(settledValue(value, undefined), context);
      const attribute = `self.${attributes.get(name)!}`;
      // One object gives the same numbers each time.
      return value.category === 'initializer' ? callText(`${attribute}.clone`, []) : attribute;
    }),
    methods,
    buildSizes: Object.fromEntries(
      sizes.map(({ place, axis, size }) => [`input_shape${isList ? `[${place}]` : ''}[${axis}]`, size]),
    ),
    callSizes: Object.fromEntries(
      sizes.map(({ place, axis, size }) => [`${inputNames(call)[place]!}.shape[${axis}]`, size]),
    ),
  };
}

/** What comes in, by place. */
function inputNames({ inputs }: LayerCall): readonly string[] {
  if (inputs.length === 1) return ['x'];
  return inputs.map((_, index) => ['a', 'b', 'c', 'd'][index] ?? `x${index}`);
}

/** The known sizes of what comes in: the last axis first, which weights follow most often. */
function knownSizes(
  graph: ModelGraph,
  call: LayerCall,
): readonly { readonly place: number; readonly axis: number; readonly size: number }[] {
  return call.inputs.flatMap((tensor, place) =>
    graph.tensors[tensor]!.shape.map((size, axis, { length }) => ({
      place,
      size,
      axis: axis === length - 1 ? -1 : axis + 1,
    }))
      .filter((each): each is typeof each & { readonly size: number } => typeof each.size === 'number')
      .reverse(),
  );
}

/** What the weights are called as attributes. */
function weightNames(
  { weights }: LayerInstance,
  attributes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const scope = new PythonScope(undefined, [...layerAttributes, ...attributes.values()]);
  return new Map(
    weights.map(({ name }) => [name, scope.claim(layerAttributes.includes(name) ? `${name}_weight` : name)]),
  );
}

function buildStatements(
  layer: LayerInstance,
  names: ReadonlyMap<string, string>,
  write: (value: ComponentValue) => PythonExpression,
): readonly Statement[] {
  if (layer.weights.length === 0) return [];
  const made = layer.weights.map(
    ({ name, shape, dtype, initializer, regularizer, constraint, trainable }) => {
      const objects = { initializer, regularizer, constraint };
      const weight = callText('self.add_weight', [
        keyword('name', stringText(name)),
        keyword('shape', tuple(shape.map((size) => number(size)))),
        ...(dtype === 'float32' ? [] : [keyword('dtype', stringText(dtype))]),
        ...Object.entries(objects).flatMap(([key, value]) => (value ? [keyword(key, write(value))] : [])),
        ...(trainable ? [] : [keyword('trainable', 'False')]),
      ]);
      return inBody(`self.${names.get(name)!} = `, weight);
    },
  );
  return [definition('build', ['self', 'input_shape']), ...made];
}

/** The arguments of a generator: nothing where no seed is given. */
function seedItems(seed: string): readonly PythonExpression[] {
  return seed === '' ? [] : [number(Number(seed), seed)];
}

interface CallParts {
  readonly call: LayerCall;
  readonly flow: ModelFlow;
  readonly predict: LoweredCall;
  readonly train: LoweredCall;
  readonly names: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, string>;
  readonly ops: ValueContext['ops'];
}

function callStatements({
  call,
  flow,
  predict,
  train,
  names,
  attributes,
  ops,
}: CallParts): readonly Statement[] {
  const count = call.inputs.length;
  const tensors = inputNames(call);
  let readsMask = false;
  const read = (input: string): Code => {
    if (input.startsWith('weight:'))
      return { ...nameCode(`self.${names.get(input.slice(7))!}`), isVariable: true };
    // What a key would give, Keras's own generator draws.
    if (input.startsWith('key:')) return atom('0');
    const place = call.inputs.findIndex((tensor) => input.slice(1) === String(tensor));
    if (input.startsWith('t')) return nameCode(tensors[place]!);
    readsMask = true;
    return count === 1
      ? nameCode('mask')
      : atom(`mask[${call.inputs.findIndex((tensor) => flow.masks.get(tensor) === input)}]`);
  };
  const print = (lowered: LoweredCall, indent: string): readonly Statement[] =>
    methodStatements(lowered, {
      read,
      applied: (input) => {
        const name = appliedArgument(input);
        return name === undefined ? undefined : `self.${attributes.get(name)!}`;
      },
      ops,
      names,
      indent,
      taken: ['self', 'mask', 'training', 'inputs', 'result', ...tensors],
    });
  const predicting = print(predict, '        ');
  const isSame = textOf(predicting) === textOf(print(train, '        '));
  const body = isSame
    ? predicting
    : [statement('if ', 'training', ':', '        '), ...print(train, '            '), ...predicting];
  const parameters = [
    'self',
    count === 1 ? 'x' : 'inputs',
    ...(readsMask ? ['mask=None'] : []),
    ...(isSame ? [] : ['training=False']),
  ];
  return [
    definition('call', parameters),
    ...(count === 1 ? [] : [inBody(`${tensors.join(', ')} = `, 'inputs')]),
    ...body,
  ];
}

function methodStatements(
  lowered: LoweredCall,
  options: {
    readonly read: (input: string) => Code;
    readonly applied: (input: string) => string | undefined;
    readonly ops: ValueContext['ops'];
    readonly names: ReadonlyMap<string, string>;
    readonly indent: string;
    readonly taken: readonly string[];
  },
): readonly Statement[] {
  const { read, applied, ops, names, indent, taken } = options;
  const { graph } = lowered;
  // Masks, and what stands before a last activation, Keras finds by itself.
  const outputs = graph.outputs.filter(({ name }) => /^(t|p)\d+$|^(update|call):/.test(name));
  const {
    statements,
    outputs: values,
    reads,
  } = bodyOf(
    { ...graph, outputs },
    {
      read,
      applied,
      ops,
      taken,
      indent,
      sizeName: (name) => {
        const known = lowered.sizes.get(name);
        return known && sizeOf(read(known.key), known.axis, ops);
      },
      random: (shape) => callText('keras.random.uniform', [shape, keyword('seed', 'self.seed_generator')]),
    },
  );
  const written = values.map((value, index) => ({ value, reads: reads[index]! }));
  const results = written.filter((_, index) => outputs[index]!.name.startsWith('t'));
  const losses = values.filter((_, index) => outputs[index]!.name.startsWith('p'));
  const updates = outputs.flatMap(({ name }, index) =>
    name.startsWith('update:')
      ? [
          {
            input: `weight:${name.slice(7)}`,
            attribute: `self.${names.get(name.slice(7))!}`,
            ...written[index]!,
          },
        ]
      : [],
  );
  const settled = inOrder(updates, results);
  const inMethod = (before: string, expression: PythonExpression): Statement =>
    inBody(before, expression, indent);
  return [
    ...statements,
    ...losses.map(({ expression }) => inMethod('', callText('self.add_loss', [expression]))),
    ...settled.before.map(([name, { expression }]) => inMethod(`${name} = `, expression)),
    ...settled.updates.map(({ attribute, value }) =>
      inMethod('', callText(`${attribute}.assign`, [value.expression])),
    ),
    inMethod('return ', sequence(settled.results.map(({ expression }) => expression))),
  ];
}
