import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import { keepsSamplesApart } from '../../../compiler/ops/separate-samples.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { multiplySizes, variable } from '../../../compiler/shapes/size.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';

const T = variable('T');

/** Whether what is made of x[batch, T, 4], and of a kernel[4, 4] that all samples share, keeps samples apart. */
function isApart(make: (ops: ScopedOps, x: Tensor, kernel: Tensor) => Tensor): boolean {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [batchSize, T, 4]);
  const kernel = ops.scope.input('kernel', 'float32', [4, 4]);
  return keepsSamplesApart(ops.scope.build([{ name: 'y', tensor: make(ops, x, kernel) }]));
}

describe('samples stay apart', () => {
  it.each<[string, (ops: ScopedOps, x: Tensor, kernel: Tensor) => Tensor]>([
    ['entry by entry', (ops, x) => ops.multiply(ops.tanh(x), ops.exp(x))],
    ['in products with what all share', (ops, x, kernel) => ops.matmul(x, kernel)],
    ['in products of a sample with itself', (ops, x) => ops.matmul(x, x, { transposeB: true })],
    ['in sums over their own entries', (ops, x) => ops.sum(x, [1, 2])],
    [
      'turned so that time comes first, and back',
      (ops, x) => ops.transpose(ops.transpose(x, [1, 0, 2]), [1, 0, 2]),
    ],
    [
      'with their positions in one axis with them',
      (ops, x) => ops.tanh(ops.reshape(x, [multiplySizes(batchSize, T), 4])),
    ],
    ['cut along time', (ops, x) => ops.slice(x, [0, 0, 0], [batchSize, 1, 4])],
    ['padded along time', (ops, x) => ops.pad(x, [0, 1, 0], [0, 0, 0])],
    ['joined along features', (ops, x) => ops.concat([x, x], 2)],
    ['beside zeros for each', (ops, x) => ops.concat([x, ops.fill(0, [batchSize, T, 4])], 1)],
    [
      'in a loop over time',
      (ops, x) =>
        ops.scan({
          states: [ops.fill(0, [batchSize, 4])],
          scanned: [ops.transpose(x, [1, 0, 2])],
          body: (inner, [sum], [step]) => ({ states: [inner.add(sum!, step!)], stacked: [] }),
        }).states[0]!,
    ],
  ])('%s', (_, make) => {
    expect(isApart(make)).toBe(true);
  });
});

describe('samples meet', () => {
  it.each<[string, (ops: ScopedOps, x: Tensor, kernel: Tensor) => Tensor]>([
    ['in a mean over the batch', (ops, x) => ops.subtract(x, ops.mean(x, [0], true))],
    ['in a softmax over the batch', (ops, x) => ops.softmax(x, 0)],
    ['in a running sum over the batch', (ops, x) => ops.cumulativeSum(x, 0)],
    ['where the batch is turned round', (ops, x) => ops.reverse(x, [0])],
    ['where their number is read', (ops, x) => ops.multiply(x, ops.cast(ops.size(batchSize), 'float32'))],
    ['where they are numbered', (ops, x) => ops.add(x, ops.cast(ops.iota([batchSize, T, 4], 0), 'float32'))],
    ['where some are left out', (ops, x) => ops.slice(x, [1, 0, 0], [1, T, 4])],
    ['where some are added', (ops, x) => ops.concat([x, x], 0)],
    [
      'in products of one with the others',
      (ops, x) => {
        const flat = ops.sum(x, [1]);
        return ops.matmul(flat, flat, { transposeB: true });
      },
    ],
    [
      'where a reshape tears them apart',
      (ops, x) => ops.reshape(ops.transpose(x, [1, 0, 2]), [multiplySizes(batchSize, T), 4]),
    ],
    [
      'in a loop over the batch',
      (ops, x) =>
        ops.scan({
          states: [ops.fill(0, [T, 4])],
          scanned: [x],
          body: (inner, [sum], [sample]) => {
            const next = inner.add(sum!, sample!);
            return { states: [next], stacked: [next] };
          },
        }).stacked[0]!,
    ],
    ['where a result has none of them', (ops, x) => ops.sum(x, [0, 1, 2])],
  ])('%s', (_, make) => {
    expect(isApart(make)).toBe(false);
  });
});
