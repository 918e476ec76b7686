import { mayBeEqual, shapeText } from '../shapes/size.ts';
import { OpError, type OpDefinition } from './definition.ts';
import { broadcastShapes } from './shape-rules.ts';

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

function lastTwo<T>(shape: readonly T[], transposed: boolean): readonly [T, T] {
  if (shape.length < 2) throw new OpError('A matrix product needs operands of rank 2 or more.');
  const rows = shape[shape.length - 2]!;
  const columns = shape[shape.length - 1]!;
  return transposed ? [columns, rows] : [rows, columns];
}
