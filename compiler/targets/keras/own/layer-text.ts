import { maskBehaviour } from '../../../declarations/define-layer.ts';
import type { LayerCall, LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import type { ModelFlow } from '../../op-code/flow.ts';
import { lowerCall, type LoweredCall } from '../../op-code/lower-call.ts';
import { settledValue } from '../../program/values.ts';
import { call as callText, flat, keyword, layout, stringText, tuple } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { valueText, type ValueContext } from '../module/values.ts';
import { inOrder } from '../../python/updates.ts';
import { bodyOf, Unwritable } from './body.ts';
import type { OwnText } from './class-text.ts';

/** What layers of a model are lowered with. */
export interface LoweredGraph {
  readonly graph: ModelGraph;
  readonly lowered: LoweredModel;
  readonly flow: ModelFlow;
}

/** Attributes of Keras's layers, which weights must not hide. */
const attributes =
  'activity_regularizer add_loss add_metric add_variable add_weight autocast build built call compute_dtype ' +
  'compute_mask count_params dtype dtype_policy from_config get_config get_weights input input_dtype input_spec ' +
  'load_own_variables losses metrics metrics_variables name non_trainable_variables non_trainable_weights output path ' +
  'quantization_mode quantize save_own_variables seed_generator set_weights stateless_call supports_jit ' +
  'supports_masking symbolic_call trainable trainable_variables trainable_weights variable_dtype variables weights';

/**
 * A layer of the text as the methods of a class.
 * @throws Unwritable where one class cannot say what all of its uses do
 */
export function layerText(
  model: LoweredGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  context: ValueContext,
): OwnText {
  const [text, ...others] = calls.map((each) => textOfCall(model, layer, each, context));
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(text)))
    throw new Unwritable('it is used on tensors of different shapes');
  return text!;
}

function textOfCall(
  { graph, lowered, flow }: LoweredGraph,
  layer: LayerInstance,
  call: LayerCall,
  context: ValueContext,
): OwnText {
  const [predict, train] = [false, true].map((training) => lowerCall(graph, lowered, flow, call, training));
  const isMasked = call.inputs.some((tensor) => flow.masks.has(tensor));
  const passes = maskBehaviour(layer.declaration, layer.args) === 'pass';
  const draws = [predict!, train!].flatMap((each) =>
    each.graph.inputs.filter(({ name }) => name.startsWith('key:')),
  );
  const names = weightNames(layer);
  const seed = draws[0]?.name.split(':')[2] ?? '';
  const made = [
    ...(isMasked && passes ? ['        self.supports_masking = True'] : []),
    ...(draws.length > 0 ? [`        self.seed_generator = keras.random.SeedGenerator(${seed})`] : []),
  ];
  const isList = call.inputs.length > 1;
  const methods = [
    ...callLines({ call, flow, predict: predict!, train: train!, names }),
    ...(isMasked && !passes
      ? ['', `    def compute_mask(self, ${isList ? 'inputs' : 'x'}, previous_mask):`, '        return None']
      : []),
  ];
  const numbers = Object.entries(layer.args).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  const sizes = knownSizes(graph, call);
  return {
    made,
    build: buildLines(layer, names, context),
    methods,
    numbers: Object.fromEntries(numbers),
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
function weightNames({ weights, args }: LayerInstance): ReadonlyMap<string, string> {
  const taken = attributes.split(' ');
  const scope = new PythonScope(undefined, [...taken, ...Object.keys(args)]);
  return new Map(
    weights.map(({ name }) => [name, scope.claim(taken.includes(name) ? `${name}_weight` : name)]),
  );
}

function buildLines(
  layer: LayerInstance,
  names: ReadonlyMap<string, string>,
  context: ValueContext,
): readonly string[] {
  if (layer.weights.length === 0) return [];
  const lines = layer.weights.flatMap(
    ({ name, shape, dtype, initializer, regularizer, constraint, trainable }) => {
      const objects = { initializer, regularizer, constraint };
      const made = callText('self.add_weight', [
        keyword('name', stringText(name)),
        keyword('shape', shape.length === 0 ? '()' : flat(tuple(shape.map(String)))),
        ...(dtype === 'float32' ? [] : [keyword('dtype', stringText(dtype))]),
        ...Object.entries(objects).flatMap(([key, value]) =>
          value ? [keyword(key, valueText(settledValue(value, undefined), context))] : [],
        ),
        ...(trainable ? [] : [keyword('trainable', 'False')]),
      ]);
      return layout(`self.${names.get(name)!} = `, made, '', '        ');
    },
  );
  return ['    def build(self, input_shape):', ...lines];
}

interface CallParts {
  readonly call: LayerCall;
  readonly flow: ModelFlow;
  readonly predict: LoweredCall;
  readonly train: LoweredCall;
  readonly names: ReadonlyMap<string, string>;
}

function callLines({ call, flow, predict, train, names }: CallParts): readonly string[] {
  const count = call.inputs.length;
  const tensors = inputNames(call);
  let readsMask = false;
  const read = (input: string): string => {
    if (input.startsWith('weight:')) return `self.${names.get(input.slice(7))!}`;
    // What a key would give, Keras's own generator draws.
    if (input.startsWith('key:')) return '0';
    const place = call.inputs.findIndex((tensor) => input.slice(1) === String(tensor));
    if (input.startsWith('t')) return tensors[place]!;
    readsMask = true;
    return count === 1
      ? 'mask'
      : `mask[${call.inputs.findIndex((tensor) => flow.masks.get(tensor) === input)}]`;
  };
  const print = (lowered: LoweredCall, indent: string): readonly string[] =>
    methodLines(lowered, {
      read,
      names,
      indent,
      taken: ['self', 'mask', 'training', 'inputs', 'result', ...tensors],
    });
  const predicting = print(predict, '        ');
  const isSame = predicting.join('\n') === print(train, '        ').join('\n');
  const body = isSame ? predicting : ['        if training:', ...print(train, '            '), ...predicting];
  const parameters = [
    'self',
    count === 1 ? 'x' : 'inputs',
    ...(readsMask ? ['mask=None'] : []),
    ...(isSame ? [] : ['training=False']),
  ];
  return [
    ...layout('def ', callText('call', parameters), ':', '    '),
    ...(count === 1 ? [] : [`        ${tensors.join(', ')} = inputs`]),
    ...body,
  ];
}

function methodLines(
  lowered: LoweredCall,
  options: {
    readonly read: (input: string) => string;
    readonly names: ReadonlyMap<string, string>;
    readonly indent: string;
    readonly taken: readonly string[];
  },
): readonly string[] {
  const { read, names, indent, taken } = options;
  const { graph } = lowered;
  // Masks, and what stands before a last activation, Keras finds by itself.
  const outputs = graph.outputs.filter(({ name }) => /^(t|p)\d+$|^update:/.test(name));
  const {
    statements,
    outputs: values,
    reads,
  } = bodyOf(
    { ...graph, outputs },
    {
      read,
      taken,
      indent,
      sizeName: (name) => {
        const known = lowered.sizes.get(name);
        return known && `ops.shape(${read(known.key)})[${known.axis}]`;
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
  const returned = settled.results.length === 1 ? settled.results[0]! : settled.results.map(flat).join(', ');
  return [
    ...statements,
    ...losses.flatMap((value) => layout('', callText('self.add_loss', [value]), '', indent)),
    ...settled.before.flatMap(([name, value]) => layout(`${name} = `, value, '', indent)),
    ...settled.updates.flatMap(({ attribute, value }) =>
      layout('', callText(`${attribute}.assign`, [value]), '', indent),
    ),
    ...layout('return ', returned, '', indent),
  ];
}
