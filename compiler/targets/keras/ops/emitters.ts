import type { Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { DType } from '../../../shapes/types.ts';
import { call, keyword, list, tuple, type PythonExpression } from '../../python/expressions.ts';
import { arithmetic, castNumber, infix } from '../../python/ops/arithmetic.ts';
import {
  atom,
  constantCode,
  constantNumber,
  numberCode,
  places,
  reshapeItems,
  sliceCode,
  strengths,
  type Code,
  type CodeContext,
  type ExpressionOp,
  type OpEmitter,
} from '../../python/ops/code.ts';

/** What an op of Keras is written with. */
export interface KerasOpContext extends CodeContext {
  /** Uniform numbers in [0, 1): Keras draws them by itself, whatever the key is. */
  readonly random: (shape: PythonExpression) => PythonExpression;
  /** A function of `keras.ops`, which the module then imports. */
  readonly ops: (name: string) => string;
}

/** Ops over windows: no text says them, but by layers that Keras has. */
type WindowOp =
  | 'convolution'
  | 'convolutionInputGradient'
  | 'convolutionKernelGradient'
  | 'maxPool'
  | 'maxPoolGradient'
  | 'averagePool'
  | 'averagePoolGradient';

export type KerasOp = Exclude<ExpressionOp, WindowOp>;

export type KerasEmitters = { readonly [K in KerasOp]: OpEmitter<K, KerasOpContext> };

type Ops = Pick<KerasOpContext, 'ops'>;

/** `ops.name(a, b)` */
function opsCall({ ops }: Ops, name: string, items: readonly PythonExpression[]): Code {
  return atom(call(ops(name), items));
}

/** A tensor of what may be a number. */
export function asTensor(code: Code, dtype: DType, context: Ops): Code {
  return code.isNumber ? opsCall(context, 'convert_to_tensor', [code.expression, `"${dtype}"`]) : code;
}

/** A function of every entry. */
function unary<K extends KerasOp>(name: string): OpEmitter<K, KerasOpContext> {
  return (node, [x], context) =>
    opsCall(context, name, [context.tensor(x!, node.inputs[0]!.dtype).expression]);
}

/** A function of two tensors, or a tensor and a number: a number alone would not know its type. */
function binary<K extends KerasOp>(name: string): OpEmitter<K, KerasOpContext> {
  return (node, [a, b], context) => {
    const { dtype } = node.inputs[0]!;
    const first = b!.isNumber || dtype === 'bool' ? context.tensor(a!, dtype) : a!;
    const second = dtype === 'bool' ? context.tensor(b!, dtype) : b!;
    return opsCall(context, name, [first.expression, second.expression]);
  };
}

/** Operators where both are numbers of Python, which stay such; else a function. */
function division<K extends 'floorDivide' | 'modulo'>(
  symbol: string,
  name: string,
): OpEmitter<K, KerasOpContext> {
  const operator = infix<K>(symbol, strengths.product, false);
  const function_ = binary<K>(name);
  return (node, codes, context) =>
    codes.every((code) => code.isNumber) ? operator(node, codes, context) : function_(node, codes, context);
}

function lastOr(axis: number, rank: number): string {
  return String(axis === rank - 1 && rank > 1 ? -1 : axis);
}

function reduction<K extends 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product'>(
  name: string,
): OpEmitter<K, KerasOpContext> {
  return (node, [x], context) => {
    const { axes, keepDims } = node.attributes;
    const [input] = node.inputs as readonly [Tensor];
    const rank = input.shape.length;
    const isAll = axes.length === rank && !keepDims;
    const named = axes.map((axis) => lastOr(axis, rank));
    return opsCall(context, name, [
      context.tensor(x!, input.dtype).expression,
      ...(isAll ? [] : [keyword('axis', named.length === 1 ? named[0]! : tuple(named))]),
      ...(keepDims ? [keyword('keepdims', 'True')] : []),
    ]);
  };
}

function broadcast(x: Code, shape: readonly Size[], context: KerasOpContext): Code {
  return opsCall(context, 'broadcast_to', [x.expression, tuple(shape.map(context.size))]);
}

/** A scalar is a number of Python; anything else a tensor. */
const constant: OpEmitter<'constant', KerasOpContext> = (node, _, context) => {
  const { data } = node.attributes;
  const [{ shape, dtype }] = node.outputs as readonly [Tensor];
  if (shape.length === 0) return constantCode(data[0]!, dtype);
  const sizes = tuple(shape.map(context.size));
  if (data.length > 1 && data.every((value) => Object.is(value, data[0])))
    return opsCall(context, 'full', [sizes, constantNumber(data[0]!, dtype), keyword('dtype', `"${dtype}"`)]);
  const values = [...data].map((value) => constantNumber(value, dtype));
  const made = opsCall(context, 'convert_to_tensor', [list(values), `"${dtype}"`]);
  return shape.length === 1 ? made : opsCall(context, 'reshape', [made.expression, sizes]);
};

const iota: OpEmitter<'iota', KerasOpContext> = (node, _, context) => {
  const { shape, axis } = node.attributes;
  const row = opsCall(context, 'arange', [context.size(shape[axis]!), keyword('dtype', '"int32"')]);
  if (shape.length === 1) return row;
  const standing = shape.map((_size, index) => (index === axis ? '-1' : '1'));
  return broadcast(opsCall(context, 'reshape', [row.expression, tuple(standing)]), shape, context);
};

/** What crops, or stands between entries, comes of gradients alone. */
const pad: OpEmitter<'pad', KerasOpContext> = (node, [x], context) => {
  const { low, high, value } = node.attributes;
  const { dtype } = node.inputs[0]!;
  const widths = low.map((size, axis) => tuple([context.size(size), context.size(high[axis]!)]));
  const items = [x!.expression, list(widths)];
  const filled = value === 0 ? [] : [keyword('constant_values', constantNumber(value, dtype))];
  return opsCall(context, 'pad', [...items, ...filled]);
};

/** The value of what may be a variable: Keras's `where` takes none on JAX, and a method must not return one. */
export function readVariable(code: Code, context: Ops): PythonExpression {
  return code.isVariable
    ? opsCall(context, 'convert_to_tensor', [code.expression]).expression
    : code.expression;
}

/** Tensors are joined along one axis, and broadcast along the others. */
const concat: OpEmitter<'concat', KerasOpContext> = (node, inputs, context) => {
  const { axis } = node.attributes;
  const [output] = node.outputs as readonly [Tensor];
  const parts = inputs.map((code, index) => {
    const input = node.inputs[index]!;
    const shape = output.shape.map((size, at) => (at === axis ? input.shape[axis]! : size));
    const isWhole = input.shape.every((size, at) => sizesEqual(size, shape[at]!));
    const tensor = context.tensor(code, input.dtype);
    return (isWhole ? tensor : broadcast(tensor, shape, context)).expression;
  });
  return opsCall(context, 'concatenate', [list(parts), keyword('axis', lastOr(axis, output.shape.length))]);
};

const scatterAdd: OpEmitter<'scatterAdd', KerasOpContext> = (node, [indices, updates], context) => {
  const [of, rows] = node.inputs as readonly [Tensor, Tensor];
  const places = context.tensor(indices!, 'int32');
  const isFlat = of.shape.length === 1;
  const rest = rows.shape.slice(of.shape.length).map(context.size);
  const flatPlaces = isFlat ? places : opsCall(context, 'reshape', [places.expression, '(-1,)']);
  const values = isFlat
    ? updates!
    : opsCall(context, 'reshape', [updates!.expression, tuple(['-1', ...rest])]);
  return opsCall(context, 'segment_sum', [
    values.expression,
    flatPlaces.expression,
    keyword('num_segments', context.size(node.attributes.size)),
  ]);
};

const swapped = (code: Code, isSwapped: boolean, context: KerasOpContext): PythonExpression =>
  isSwapped ? opsCall(context, 'swapaxes', [code.expression, '-1', '-2']).expression : code.expression;

/** How every op that a text can say is said in Keras; `tsc` refuses a missing one. */
export const kerasEmitters: KerasEmitters = {
  ...arithmetic,
  absolute: unary('abs'),
  sign: unary('sign'),
  exp: unary('exp'),
  log: unary('log'),
  sqrt: unary('sqrt'),
  tanh: unary('tanh'),
  sigmoid: unary('sigmoid'),
  softplus: unary('softplus'),
  erf: unary('erf'),
  sin: unary('sin'),
  cos: unary('cos'),
  atan: unary('arctan'),
  sinh: unary('sinh'),
  cosh: unary('cosh'),
  floor: unary('floor'),
  ceil: unary('ceil'),
  round: unary('round'),
  relu: unary('relu'),
  isNaN: unary('isnan'),
  not: unary('logical_not'),
  stopGradient: (_, [x], context) => (x!.isNumber ? x! : opsCall(context, 'stop_gradient', [x!.expression])),
  cast: (node, [x], context) => {
    const { to } = node.attributes;
    if (!x!.isNumber || to === 'bool')
      return opsCall(context, 'cast', [context.tensor(x!, node.inputs[0]!.dtype).expression, `"${to}"`]);
    return numberCode(castNumber(x!, to === 'float32' || to === 'float16'));
  },
  floorDivide: division('//', 'floor_divide'),
  modulo: division('%', 'mod'),
  power: binary('power'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  equal: binary('equal'),
  and: binary('logical_and'),
  or: binary('logical_or'),
  select: (node, [condition, a, b], context) => {
    const { dtype } = node.outputs[0]!;
    // Of two numbers, one says the type.
    const first = a!.isNumber && (b!.isNumber || dtype !== 'float32') ? context.tensor(a!, dtype) : a!;
    const second = b!.isNumber && dtype !== 'float32' ? context.tensor(b!, dtype) : b!;
    const values = [first, second].map((code) => readVariable(code, context));
    return opsCall(context, 'where', [context.tensor(condition!, 'bool').expression, ...values]);
  },
  matmul: (node, [a, b], context) => {
    const { transposeA, transposeB } = node.attributes;
    return opsCall(context, 'matmul', [swapped(a!, transposeA, context), swapped(b!, transposeB, context)]);
  },
  sum: reduction('sum'),
  mean: reduction('mean'),
  reduceMax: reduction('max'),
  reduceMin: reduction('min'),
  product: reduction('prod'),
  argMax: (node, [x], context) => {
    const axis = keyword('axis', lastOr(node.attributes.axis, node.inputs[0]!.shape.length));
    return opsCall(context, 'cast', [
      opsCall(context, 'argmax', [x!.expression, axis]).expression,
      '"int32"',
    ]);
  },
  cumulativeSum: (node, [x], context) => {
    const { axis, reverse } = node.attributes;
    const named = keyword('axis', String(axis));
    if (!reverse) return opsCall(context, 'cumsum', [x!.expression, named]);
    const turned = opsCall(context, 'flip', [x!.expression, named]);
    return opsCall(context, 'flip', [
      opsCall(context, 'cumsum', [turned.expression, named]).expression,
      named,
    ]);
  },
  softmax: (node, [x], context) =>
    opsCall(context, 'softmax', [
      x!.expression,
      keyword('axis', lastOr(node.attributes.axis, node.inputs[0]!.shape.length)),
    ]),
  logSoftmax: (node, [x], context) =>
    opsCall(context, 'log_softmax', [
      x!.expression,
      keyword('axis', lastOr(node.attributes.axis, node.inputs[0]!.shape.length)),
    ]),
  constant,
  iota,
  size: (node, _, context) => {
    const size = context.size(node.attributes.size);
    // What is open at run time may be a tensor of some backends.
    const isKnown = typeof node.attributes.size === 'number';
    return isKnown ? numberCode(size) : opsCall(context, 'cast', [size, '"int32"']);
  },
  reshape: (node, [x], context) =>
    opsCall(context, 'reshape', [
      context.tensor(x!, node.inputs[0]!.dtype).expression,
      node.attributes.shape.length === 0 ? '()' : tuple(reshapeItems(node.attributes.shape, context.size)),
    ]),
  transpose: (node, [x], context) =>
    opsCall(context, 'transpose', [x!.expression, tuple(places(node.attributes.permutation))]),
  expand: (node, [x], context) => {
    const [{ shape, dtype }] = node.outputs as readonly [Tensor];
    if (!x!.isNumber) return broadcast(x!, shape, context);
    return opsCall(context, 'full', [
      tuple(shape.map(context.size)),
      x!.expression,
      keyword('dtype', `"${dtype}"`),
    ]);
  },
  slice: sliceCode,
  reverse: (node, [x], context) => {
    const { axes } = node.attributes;
    return opsCall(context, 'flip', [
      x!.expression,
      keyword('axis', axes.length === 1 ? String(axes[0]) : tuple(places(axes))),
    ]);
  },
  concat,
  pad,
  gather: (node, [data, indices], context) =>
    opsCall(context, 'take', [
      data!.expression,
      context.tensor(indices!, 'int32').expression,
      keyword('axis', String(node.attributes.axis)),
    ]),
  scatterAdd,
  randomUniform: (node, _, context) => atom(context.random(tuple(node.attributes.shape.map(context.size)))),
};
