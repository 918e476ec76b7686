import { describe, expect, it } from 'vitest';
import { createOps } from '../../../compiler/ops/builder.ts';
import type { ConvolutionAttributes } from '../../../compiler/ops/types.ts';
import { graphWork } from '../../../compiler/ops/work.ts';
import { variable } from '../../../compiler/shapes/size.ts';

const convolution: ConvolutionAttributes = {
  strides: [2],
  dilations: [1],
  padding: [[0, 0]],
  groups: 2,
};

describe('the work of a graph', () => {
  it('is the multiplications of products, forwards and backwards, and the numbers that are made', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [4, 9, 6]);
    const kernel = ops.scope.input('kernel', 'float32', [3, 3, 8]);
    const y = ops.convolution(x, kernel, convolution);
    const dx = ops.convolutionInputGradient(y, kernel, { ...convolution, inputShape: [4, 9, 6] });
    const [dk] = ops.emit('convolutionKernelGradient', [x, y], { ...convolution, kernelShape: [3, 3, 8] });
    const turned = ops.emit('matmul', [x, x], { transposeA: true, transposeB: false })[0]!;
    const outputs = [dx, dk!, ops.reshape(turned, [144])].map((tensor, at) => ({ name: `y${at}`, tensor }));
    // Each of 4 × 4 × 8 results takes a window of 3 of its 3 channels; a product of 9 is for each of 4 × 6 × 6.
    const each = 4 * 4 * 8 * 9;
    expect(graphWork(ops.scope.build(outputs))).toEqual({
      multiplications: 3 * each + 4 * 6 * 6 * 9,
      numbers: 4 * 4 * 8 + 4 * 9 * 6 + 3 * 3 * 8 + 4 * 6 * 6,
    });
  });

  it('counts a loop as often as it goes round', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [5, 2, 3]);
    const kernel = ops.scope.input('kernel', 'float32', [3, 3]);
    const { states } = ops.scan({
      states: [ops.fill(0, [2, 3])],
      scanned: [x],
      body: (inner, [sum], [step]) => ({
        states: [inner.add(inner.matmul(sum!, kernel), step!)],
        stacked: [],
      }),
    });
    const { multiplications, numbers } = graphWork(ops.scope.build([{ name: 'y', tensor: states[0]! }]));
    expect(multiplications).toBe(5 * 2 * 3 * 3);
    expect(numbers).toBeGreaterThanOrEqual(5 * 2 * 6);
  });

  it('counts nothing for sizes that are open', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [variable('N'), 3]);
    const kernel = ops.scope.input('kernel', 'float32', [3, 3]);
    const graph = ops.scope.build([{ name: 'y', tensor: ops.matmul(x, kernel) }]);
    expect(graphWork(graph)).toEqual({ multiplications: 0, numbers: 0 });
  });
});
