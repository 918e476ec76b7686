import type { Axes, Ops } from '../ops.ts';
import { normalizeAxes, normalizeAxis } from '../shape-rules.ts';
import type { Tensor } from '../types.ts';
import type { VocabularyContext } from './context.ts';

type Words =
  | 'matmul'
  | 'sum'
  | 'mean'
  | 'reduceMax'
  | 'reduceMin'
  | 'product'
  | 'argMax'
  | 'argMin'
  | 'cumulativeSum'
  | 'topK'
  | 'softmax'
  | 'logSoftmax';

/** Products of matrices, and what joins the entries of axes. */
export function reductionsVocabulary({ scope, emit, ops }: VocabularyContext): Pick<Ops, Words> {
  const reduction =
    (op: 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product') =>
    (x: Tensor, axes?: Axes, keepDims = false): Tensor =>
      emit(op, [x], { axes: normalizeAxes(axes, x.shape.length), keepDims });

  return {
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
  };
}
