import { sizeProduct, type Size } from '../shapes/size.ts';
import { isFloat, type DType } from '../shapes/types.ts';
import { OpError } from './definition.ts';
import type { Axes, Operand, Ops, Scan } from './ops.ts';
import { createScan } from './scan-builder.ts';
import { GraphScope } from './scope.ts';
import { normalizeAxes, normalizeAxis } from './shape-rules.ts';
import type { OpAttributes, OpName, Tensor } from './types.ts';

export type { Axes, Operand, Ops, Scan } from './ops.ts';

/** Ops that write into a scope. */
export interface ScopedOps extends Ops {
  readonly scope: GraphScope;
  /** The same vocabulary over another scope (a scan's body). */
  readonly inScope: (scope: GraphScope) => ScopedOps;
}

type WithoutAttributes = {
  [K in OpName]: OpAttributes[K] extends { readonly [name: string]: never } ? K : never;
}[OpName];

const none = {} as { readonly [name: string]: never };

/** The vocabulary of lowerings over a graph (default: a new one). */
export function createOps(scope: GraphScope = new GraphScope()): ScopedOps {
  const emit = <K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K]): Tensor =>
    scope.emit(op, inputs, attributes)[0]!;

  const unary =
    (op: WithoutAttributes) =>
    (x: Tensor): Tensor =>
      emit(op, [x], none);

  /** Numbers become scalars of the other operand's dtype. */
  const operands = (list: readonly Operand[]): Tensor[] => {
    const tensor = list.find((operand) => typeof operand !== 'number');
    const dtype = tensor === undefined || typeof tensor === 'number' ? 'float32' : tensor.dtype;
    return list.map((operand) =>
      typeof operand === 'number' ? scope.constant([operand], [], dtype) : operand,
    );
  };

  const binary =
    (op: WithoutAttributes) =>
    (a: Operand, b: Operand): Tensor =>
      emit(op, operands([a, b]), none);

  const reduction =
    (op: 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product') =>
    (x: Tensor, axes?: Axes, keepDims = false): Tensor =>
      emit(op, [x], { axes: normalizeAxes(axes, x.shape.length), keepDims });

  const ops: ScopedOps = {
    scope,
    inScope: createOps,
    emit: (op, inputs, attributes) => scope.emit(op, inputs, attributes),

    constant: (data, shape, dtype = 'float32') => scope.constant(data, shape, dtype),
    scalar: (value, dtype = 'float32') => scope.constant([value], [], dtype),
    fill: (value, shape, dtype = 'float32') => ops.expand(ops.scalar(value, dtype), shape),
    iota: (shape, axis) => emit('iota', [], { shape, axis: normalizeAxis(axis, shape.length) }),
    size: (size, dtype = 'float32') =>
      typeof size === 'number' ? ops.scalar(size, dtype) : ops.cast(emit('size', [], { size }), dtype),

    negate: unary('negate'),
    absolute: unary('absolute'),
    sign: unary('sign'),
    exp: unary('exp'),
    log: unary('log'),
    sqrt: unary('sqrt'),
    reciprocal: unary('reciprocal'),
    square: (x) => ops.multiply(x, x),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    softplus: unary('softplus'),
    erf: unary('erf'),
    sin: unary('sin'),
    cos: unary('cos'),
    atan: unary('atan'),
    sinh: unary('sinh'),
    cosh: unary('cosh'),
    floor: unary('floor'),
    ceil: unary('ceil'),
    round: unary('round'),
    relu: unary('relu'),
    not: unary('not'),
    isNaN: unary('isNaN'),
    stopGradient: unary('stopGradient'),
    cast: (x, to) => emit('cast', [x], { to }),

    add: binary('add'),
    subtract: binary('subtract'),
    multiply: binary('multiply'),
    divide: binary('divide'),
    divideNoNaN: (a, b) => {
      const [numerator, denominator] = operands([a, b]) as [Tensor, Tensor];
      const zero = ops.equal(denominator, 0);
      return ops.select(zero, 0, ops.divide(numerator, ops.select(zero, 1, denominator)));
    },
    floorDivide: binary('floorDivide'),
    modulo: binary('modulo'),
    power: binary('power'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    clip: (x, low, high) => {
      // The gradient is 1 within the bounds and on them, 0 outside, as in PyTorch's clamp.
      const inside = ops.and(ops.greaterEqual(x, low), ops.lessEqual(x, high));
      const clipped = ops.stopGradient(ops.minimum(ops.maximum(x, low), high));
      return isFloat(x.dtype) ? ops.select(inside, x, clipped) : clipped;
    },
    equal: binary('equal'),
    notEqual: (a, b) => ops.not(ops.equal(a, b)),
    less: binary('less'),
    lessEqual: binary('lessEqual'),
    greater: (a, b) => ops.less(b, a),
    greaterEqual: (a, b) => ops.lessEqual(b, a),
    and: binary('and'),
    or: binary('or'),
    select: (condition, a, b) => emit('select', [condition, ...operands([a, b])], none),

    matmul: (a, b, { transposeA = false, transposeB = false } = {}) =>
      emit('matmul', [a, b], { transposeA, transposeB }),
    sum: reduction('sum'),
    mean: reduction('mean'),
    reduceMax: reduction('reduceMax'),
    reduceMin: reduction('reduceMin'),
    product: reduction('product'),
    argMax: (x, axis) => emit('argMax', [x], { axis: normalizeAxis(axis, x.shape.length) }),
    argMin: (x, axis) => ops.argMax(ops.negate(x), axis),
    cumulativeSum: (x, axis, reverse = false) =>
      emit('cumulativeSum', [x], { axis: normalizeAxis(axis, x.shape.length), reverse }),
    topK: (x, k) => scope.emit('topK', [x], { k }) as readonly [Tensor, Tensor],
    softmax: (x, axis = -1) => emit('softmax', [x], { axis: normalizeAxis(axis, x.shape.length) }),
    logSoftmax: (x, axis = -1) => emit('logSoftmax', [x], { axis: normalizeAxis(axis, x.shape.length) }),

    reshape: (x, shape) => emit('reshape', [x], { shape }),
    transpose: (x, permutation) => emit('transpose', [x], { permutation }),
    expand: (x, shape) => emit('expand', [x], { shape }),
    expandDims: (x, axis) => {
      const shape = [...x.shape];
      shape.splice(normalizeAxis(axis, x.shape.length + 1), 0, 1);
      return ops.reshape(x, shape);
    },
    squeeze: (x, axes) => {
      const dropped = new Set(normalizeAxes(axes, x.shape.length));
      return ops.reshape(
        x,
        x.shape.filter((_, axis) => !dropped.has(axis)),
      );
    },
    slice: (x, starts, sizes, strides = sizes.map(() => 1)) => emit('slice', [x], { starts, sizes, strides }),
    sliceAxis: (x, axis, start, size, stride = 1) => {
      const at = normalizeAxis(axis, x.shape.length);
      const place = <T>(value: T, rest: readonly T[]): T[] =>
        rest.map((other, index) => (index === at ? value : other));
      return ops.slice(
        x,
        place<Size>(
          start,
          x.shape.map(() => 0),
        ),
        place(size, x.shape),
        place(
          stride,
          x.shape.map(() => 1),
        ),
      );
    },
    split: (x, count, axis) => {
      const at = normalizeAxis(axis, x.shape.length);
      const size = x.shape[at];
      if (typeof size !== 'number' || size % count !== 0)
        throw new OpError(`Axis ${axis} does not split in ${count}.`);
      return Array.from({ length: count }, (_, part) =>
        ops.sliceAxis(x, at, (part * size) / count, size / count),
      );
    },
    reverse: (x, axes) => emit('reverse', [x], { axes: normalizeAxes(axes, x.shape.length) }),
    concat: (tensors, axis) =>
      emit('concat', tensors, { axis: normalizeAxis(axis, tensors[0]!.shape.length) }),
    stack: (tensors, axis) =>
      ops.concat(
        tensors.map((tensor) => ops.expandDims(tensor, axis)),
        axis,
      ),
    pad: (x, low, high, { value = 0, interior = low.map(() => 0) } = {}) =>
      emit('pad', [x], { low, high, interior, value }),
    repeat: (x, count, axis) => {
      const at = normalizeAxis(axis, x.shape.length);
      const wide = [...x.shape.slice(0, at + 1), count, ...x.shape.slice(at + 1)];
      const merged = x.shape.map((size, index) => (index === at ? sizeProduct([size, count]) : size));
      return ops.reshape(ops.expand(ops.expandDims(x, at + 1), wide), merged);
    },

    gather: (data, indices, axis = 0) =>
      emit('gather', [data, indices], { axis: normalizeAxis(axis, data.shape.length) }),
    scatterAdd: (indices, updates, size) => emit('scatterAdd', [indices, updates], { size }),
    oneHot: (indices, depth) => {
      const classes = ops.iota([depth], 0);
      return ops.cast(
        ops.equal(ops.expandDims(ops.cast(indices, 'int32'), indices.shape.length), classes),
        'float32',
      );
    },

    convolution: (x, kernel, attributes) => emit('convolution', [x, kernel], attributes),
    convolutionInputGradient: (dy, kernel, attributes) =>
      emit('convolutionInputGradient', [dy, kernel], attributes),
    maxPool: (x, attributes) => emit('maxPool', [x], attributes),
    averagePool: (x, attributes) => emit('averagePool', [x], attributes),

    scan: (loop: Scan) => createScan(scope, loop, createOps),

    randomUniform: (key, shape) => emit('randomUniform', [key], { shape }),
    randomNormal: (key, shape) => {
      // Box, Muller 1958: √(−2 ln u) cos(2πv) is standard normal for independent uniform u in (0, 1], v.
      const u = ops.subtract(1, ops.randomUniform(key, shape));
      const v = ops.randomUniform(ops.add(key, 0x3c6ef372), shape);
      const radius = ops.sqrt(ops.multiply(ops.log(u), -2));
      return ops.multiply(radius, ops.cos(ops.multiply(v, 2 * Math.PI)));
    },
  };
  return ops;
}

/** True for dtypes through which gradients flow. */
export function isDifferentiable(dtype: DType): boolean {
  return isFloat(dtype);
}
