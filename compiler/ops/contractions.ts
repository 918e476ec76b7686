import { shapeText, sizeProduct } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { OpError, type OpDefinition } from './definition.ts';
import type { Ops } from './ops.ts';
import { broadcastShapes } from './shape-rules.ts';
import type { Tensor } from './types.ts';

export const contractions = {
  matmul: {
    infer: ([a, b], { transposeA, transposeB }) => {
      const [aRows, aColumns] = lastTwo(a!.shape, transposeA);
      const [bRows, bColumns] = lastTwo(b!.shape, transposeB);
      if (!mayBeEqual(aColumns, bRows)) {
        throw new OpError(`Matrices ${shapeText(a!.shape)} and ${shapeText(b!.shape)} do not chain.`);
      }
      const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
      return [{ dtype: a!.dtype, shape: [...batch, aRows, bColumns] }];
    },
    gradient: (ops, node, [dy]) => {
      const [a, b] = node.inputs;
      const { transposeA, transposeB } = node.attributes;
      if (a!.shape.length > 2 && b!.shape.length === 2 && !transposeA && !transposeB) {
        return rowGradients(ops, a!, b!, dy!);
      }
      // y = op(a)·op(b): d op(a) = dy·op(b)ᵀ, d op(b) = op(a)ᵀ·dy; a transposed operand swaps sides.
      const da = transposeA
        ? ops.matmul(b!, dy!, { transposeA: transposeB, transposeB: true })
        : ops.matmul(dy!, b!, { transposeB: !transposeB });
      const db = transposeB
        ? ops.matmul(dy!, a!, { transposeA: true, transposeB: transposeA })
        : ops.matmul(a!, dy!, { transposeA: !transposeA });
      return [da, db];
    },
  } satisfies OpDefinition<'matmul'>,
};

/** One matrix for all rows: its gradient is one product over them, rather than a product each and their sum. */
function rowGradients(ops: Ops, a: Tensor, b: Tensor, dy: Tensor): readonly [Tensor, Tensor] {
  const rows = (x: Tensor): Tensor =>
    ops.reshape(x, [sizeProduct(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]!]);
  const da = ops.matmul(rows(dy), b, { transposeB: true });
  return [ops.reshape(da, a.shape), ops.matmul(rows(a), rows(dy), { transposeA: true })];
}

function lastTwo<T>(shape: readonly T[], transposed: boolean): readonly [T, T] {
  if (shape.length < 2) throw new OpError('A matrix product needs operands of rank 2 or more.');
  const rows = shape[shape.length - 2]!;
  const columns = shape[shape.length - 1]!;
  return transposed ? [columns, rows] : [rows, columns];
}
