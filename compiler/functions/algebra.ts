import { shapeProblem } from '../declarations/define-layer.ts';
import { requiredNumber } from '../declarations/declare.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Tensor } from '../ops/types.ts';
import { sizesEqual, type Size } from '../shapes/size.ts';
import { isBatched, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { defineFunction, type BatchAxis, type TensorFunction } from './define-function.ts';
import { fits, joinShapes, only } from './types.ts';

/** Products of matrices, and limits of entries. */
export const algebra: readonly TensorFunction[] = [
  defineFunction({
    name: 'matmul',
    class: 'Matmul',
    summary: 'The product of matrices in the last two axes; axes before them go together.',
    example: 'matmul(x, transpose(x, axes: [0, 2, 1]))',
    operands: { x1: 'tensor', x2: 'tensor' },
    output: (types, _, call) => {
      const [a, b] = types as readonly [TensorType, TensorType];
      const matrices = asMatrices(a, b, call.batch);
      if (!matrices) {
        return shapeProblem(
          'KM3001',
          `\`matmul\` takes matrices, but {input0} is ${tensorTypeText(a)} and {input1} is ${tensorTypeText(b)}.`,
          {
            help: 'the scalar product of two vectors is `sum(a * b, axis: -1)`.',
          },
        );
      }
      const [left, right] = [matrices.left.at(-1)!, matrices.right.at(-2)!];
      if (!fits(left, right)) {
        return shapeProblem(
          'KM3002',
          `\`matmul\` sums over the last axis of {input0}, ${tensorTypeText(a)}, and the one before the last of {input1}, ${tensorTypeText(b)}: their sizes differ.`,
        );
      }
      if (!sizesEqual(left, right)) call.requireEqual(left, right);
      const lead = joinShapes([matrices.left.slice(0, -2), matrices.right.slice(0, -2)], call);
      if (!lead) {
        return shapeProblem(
          'KM3003',
          `\`matmul\` needs equal or broadcastable shapes, but {input0} is ${tensorTypeText(a)} and {input1} is ${tensorTypeText(b)}.`,
        );
      }
      const rows = matrices.isRow ? [] : [matrices.left.at(-2)!];
      const columns = matrices.isColumn ? [] : [matrices.right.at(-1)!];
      return { dtype: 'float32', shape: [...lead, ...rows, ...columns] };
    },
    lower: ({ ops }, operands, _, { operands: types, outputs, batch }) => {
      const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
      const [typeA, typeB] = types as readonly [TensorType, TensorType];
      const { isRow, isColumn } = asMatrices(typeA, typeB, batch)!;
      const left = isRow ? ops.expandDims(a, a.shape.length - 1) : a;
      const right = isColumn ? ops.expandDims(b, b.shape.length) : b;
      return ops.reshape(ops.matmul(left, right), outputs[0]!.shape);
    },
  }),
  defineFunction({
    name: 'clip',
    class: 'Clip',
    summary: 'Entries kept between two numbers.',
    example: 'clip(x, 0, 1)',
    operands: { x: 'tensor' },
    arguments: {
      x_min: requiredNumber('The least value.'),
      x_max: requiredNumber('The greatest value.'),
    },
    output: (types) => only(types),
    lower: ({ ops }, operands, args) => ops.clip(operands[0] as Tensor, args.x_min, args.x_max),
  }),
];

interface Matrices {
  readonly left: readonly Size[];
  readonly right: readonly Size[];
  /** The first operand is a vector: a row. */
  readonly isRow: boolean;
  /** The second operand is a vector: a column. */
  readonly isColumn: boolean;
}

/** Both shapes as stacks of matrices, as numpy takes them; where samples stay by themselves, also vectors of each. */
function asMatrices(a: TensorType, b: TensorType, batch: BatchAxis): Matrices | undefined {
  const vectors = batch === 'kept' && isBatched(a) && isBatched(b);
  const least = vectors ? 2 : 1;
  const [isRow, isColumn] = [a.shape.length === least, b.shape.length === least];
  if (a.shape.length < least || b.shape.length < least) return undefined;
  if (isRow && isColumn && (vectors || batch === 'kept')) return undefined;
  return {
    left: isRow ? a.shape.toSpliced(-1, 0, 1) : a.shape,
    right: isColumn ? [...b.shape, 1] : b.shape,
    isRow,
    isColumn,
  };
}
