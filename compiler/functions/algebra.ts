import { shapeProblem } from '../declarations/define-layer.ts';
import { requiredNumber } from '../declarations/declare.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Tensor } from '../ops/types.ts';
import { mayBeEqual, sizesEqual, type Size } from '../shapes/size.ts';
import { tensorTypeText, type TensorType } from '../shapes/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { broadcastShapes, isProblem, only } from './types.ts';

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
      if (a.shape.length < 1 || b.shape.length < 1 || a.shape.length + b.shape.length < 3) {
        return shapeProblem(
          'KM3001',
          `\`matmul\` takes matrices, but {input0} is ${tensorTypeText(a)} and {input1} is ${tensorTypeText(b)}.`,
          {
            help: 'the scalar product of two vectors is `sum(a * b, axis: -1)`.',
          },
        );
      }
      const [left, right] = [a.shape.at(-1)!, b.shape.at(b.shape.length === 1 ? -1 : -2)!];
      if (!mayBeEqual(left, right)) {
        return shapeProblem(
          'KM3002',
          `\`matmul\` sums over the last axis of {input0}, ${tensorTypeText(a)}, and the one before the last of {input1}, ${tensorTypeText(b)}: their sizes differ.`,
        );
      }
      if (!sizesEqual(left, right)) call.requireEqual(left, right);
      const lead = broadcastShapes(
        'matmul',
        [a, b].map((type) => ({ ...type, shape: type.shape.slice(0, -2) })),
        call,
      );
      if (isProblem(lead)) return lead;
      const rows = a.shape.length === 1 ? [] : [a.shape.at(-2)!];
      const columns = b.shape.length === 1 ? [] : [b.shape.at(-1)!];
      return { dtype: 'float32', shape: [...lead, ...rows, ...columns] };
    },
    lower: ({ ops, batch }, operands, _, { inputs, outputs }) => {
      const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
      const rank = Math.max(...inputs.map(({ shape }) => shape.length), 2);
      const left = asMatrices(inputs[0]!.shape, rank, 'row');
      const right = asMatrices(inputs[1]!.shape, rank, 'column');
      const product = ops.matmul(ops.reshape(a, [batch, ...left]), ops.reshape(b, [batch, ...right]));
      return ops.reshape(product, [batch, ...outputs[0]!.shape]);
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

/** A shape of `rank` axes at least two of which are a matrix: a vector is a row or a column. */
function asMatrices(shape: readonly Size[], rank: number, vector: 'row' | 'column'): readonly Size[] {
  const matrix = shape.length > 1 ? shape : vector === 'row' ? [1, shape[0]!] : [shape[0]!, 1];
  return [...Array<Size>(rank - matrix.length).fill(1), ...matrix];
}
