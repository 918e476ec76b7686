import { findLayer } from '../../../layers/registry.ts';
import { argumentsWithDefaults } from '../../../declarations/default-value.ts';
import type { ArgumentValue, LayerValue } from '../../../declarations/values.ts';
import { gatePlaces, type RecurrentOperator } from '../recurrent/gates.ts';
import { weightOf } from './nodes-layers.ts';
import type { ReadWeight } from './values.ts';
import { activationValue } from './components.ts';
import { transposed, type Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import type { Held, Value } from './values.ts';

/** Activations by ONNX's names, in Keras's. */
const activations: Readonly<Record<string, string>> = {
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Relu: 'relu',
  Softsign: 'softsign',
  Softplus: 'softplus',
};

/** LSTM, GRU and RNN: their outputs are all steps, and the last state of each. */
export function recurrent(context: NodeContext, kind: RecurrentOperator): readonly (Value | undefined)[] {
  const { attributes, build } = context;
  const direction = attributes.text('direction', 'forward');
  const both = direction === 'bidirectional';
  const backwards = direction === 'reverse';
  if (attributes.has('clip')) throw context.refuse('it clips its gates');
  if (attributes.integer('layout', 0) !== 0) throw context.refuse('its batch comes first');
  if (context.optional(4) !== undefined) throw context.refuse('it takes the lengths of its sequences');
  if (context.optional(7) !== undefined) throw context.refuse('it looks through peepholes');
  const hidden = attributes.integer('hidden_size', 0);
  const sequences = context.isTaken(0);
  const takesCells = context.isTaken(2);
  const takesStates = context.isTaken(1) || takesCells;
  if (backwards && sequences) throw context.refuse('it goes backwards and gives all steps');
  // Without its steps, a layer of one direction gives its last state anyway.
  const withStates = takesCells || (takesStates && (sequences || both));
  const args = {
    ...layerArguments(context, kind, hidden, sequences, backwards),
    ...(withStates ? { return_state: true } : {}),
  };
  // The file has time before the batch.
  const input = build.inOrder(context.held(0), [1, 0, 2]);
  const ways = both ? [0, 1] : [0];
  const weights = ways.flatMap((way) => weightsOf(context, kind, hidden, way));
  const initial = initialStates(context, kind === 'LSTM' ? [5, 6] : [5], ways.length);
  const options = { weights, ...(initial ? { tensorArguments: { initial_state: initial } } : {}) };
  const keras = kind === 'RNN' ? 'SimpleRNN' : kind;
  const [made, ...states] = both
    ? build.layerResults(
        'Bidirectional',
        { layer: layerValue(keras, args) as ArgumentValue },
        [input],
        options,
      )
    : build.layerResults(keras, args, [input], options);
  const [first, second] = withStates ? statesByKind(states, ways.length) : [[made!], []];
  const ended = (parts: readonly Held[]): Value =>
    both ? { kind: 'stacked', parts } : { ...parts[0]!, form: ['one', 0, 1] };
  const last = both
    ? ([{ axis: 2, part: 'outer', outer: 2 }, 0, { axis: 2, part: 'inner', outer: 2 }] as const)
    : (['one', 0, 2] as const);
  return [
    sequences ? { ...made!, form: [1, ...last] } : undefined,
    takesStates ? ended(first) : undefined,
    takesCells ? ended(second) : undefined,
  ];
}

/** The last outputs of each direction, and the last memories: Keras has them direction by direction. */
function statesByKind(states: readonly Held[], ways: number): readonly [readonly Held[], readonly Held[]] {
  const each = states.length / ways;
  const ofKind = (place: number): readonly Held[] => states.filter((_, index) => index % each === place);
  return [ofKind(0), each > 1 ? ofKind(1) : []];
}

/**
 * The states before the first step, direction by direction.
 * @returns undefined where they are zero, as without any
 */
function initialStates(
  context: NodeContext,
  places: readonly number[],
  ways: number,
): readonly Held[] | undefined {
  const given = places.map((place) => context.optional(place));
  if (given.every(isZero)) return undefined;
  const parts = given.map((state) => {
    if (state?.kind === 'stacked' && state.parts.length === ways) return state.parts;
    if (state?.kind === 'tensor' && ways === 1 && state.form[0] === 'one')
      return [{ ...state, form: state.form.slice(1) }];
    throw context.refuse('it starts from a state of numbers, or of a tensor of several states');
  });
  return Array.from({ length: ways }, (_, way) =>
    parts.map((states) => context.build.plain(states[way]!)),
  ).flat();
}

function isZero(state: Value | undefined): boolean {
  return (
    state === undefined ||
    (state.kind === 'fill' && state.value === 0) ||
    (state.kind === 'constant' && state.data.every((value) => value === 0))
  );
}

function layerArguments(
  context: NodeContext,
  kind: RecurrentOperator,
  units: number,
  sequences: boolean,
  backwards: boolean,
): Readonly<Record<string, ArgumentValue>> {
  const names = context.activationNames(kind === 'RNN' ? ['Tanh'] : ['Sigmoid', 'Tanh']);
  const found = names.map((name) => {
    if (!Object.hasOwn(activations, name)) throw context.refuse(`it has the activation ${name}`);
    return activationValue(activations[name]!);
  });
  const own: Record<string, ArgumentValue> =
    kind === 'RNN' ? { activation: found[0]! } : { recurrent_activation: found[0]!, activation: found[1]! };
  if (kind === 'LSTM' && names[2] !== undefined && names[2] !== names[1])
    throw context.refuse('its cell and its output have different activations');
  const reset: Record<string, ArgumentValue> =
    kind === 'GRU' ? { reset_after: context.attributes.integer('linear_before_reset', 0) === 1 } : {};
  return {
    units,
    ...own,
    ...reset,
    use_bias: context.optional(3) !== undefined,
    return_sequences: sequences,
    go_backwards: backwards,
  };
}

function layerValue(kind: string, args: Readonly<Record<string, ArgumentValue>>): LayerValue {
  const declaration = findLayer(kind)!;
  return {
    kind: 'layer',
    class: kind,
    args: argumentsWithDefaults(declaration, args),
    trainable: true,
    declaration,
  };
}

/** Kernel, recurrent kernel and bias of one direction. */
function weightsOf(
  context: NodeContext,
  kind: RecurrentOperator,
  hidden: number,
  way: number,
): readonly ReadWeight[] {
  const order = gatePlaces[kind];
  const kernel = gatesOf(part(context.constant(1), way), order, hidden);
  const recurrentKernel = gatesOf(part(context.constant(2), way), order, hidden);
  const given = context.optionalConstant(3);
  const weights = [transposed(kernel, [1, 0]), transposed(recurrentKernel, [1, 0])].map(weightOf);
  if (!given) return weights;
  const both = part(given, way).data;
  const half = order.length * hidden;
  const [input, recurrentBias] = [0, half].map((start) =>
    gatesOf({ ...given, shape: [half], data: both.slice(start, start + half) }, order, hidden),
  );
  const isApart = kind === 'GRU' && context.attributes.integer('linear_before_reset', 0) === 1;
  const bias = isApart
    ? { shape: [2, half], data: Float32Array.of(...input!.data, ...recurrentBias!.data) }
    : {
        shape: [half],
        data: Float32Array.from(input!.data, (value, index) => value + recurrentBias!.data[index]!),
      };
  return [...weights, bias];
}

function part({ type, shape, data }: Constant, way: number): Constant {
  const size = data.length / shape[0]!;
  return { kind: 'constant', type, shape: shape.slice(1), data: data.slice(way * size, (way + 1) * size) };
}

/** Rows of gates in Keras's order. */
function gatesOf(constant: Constant, order: readonly number[], hidden: number): Constant {
  const width = constant.data.length / (order.length * hidden);
  const data = constant.data.slice();
  order.forEach((from, to) => {
    const start = from * hidden * width;
    data.set(constant.data.subarray(start, start + hidden * width), to * hidden * width);
  });
  return { ...constant, data };
}
