import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { bindSizes } from '../../../../compiler/ops/bind-sizes.ts';
import { createOps } from '../../../../compiler/ops/builder.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { hasSmallRounds, loopWork } from '../../../../runtime/engines/onnx/loop-work.ts';

function trainStep(layers: string, samples: number) {
  const text = `model M {\n  input x: float32[20, 16]\n  head y = x -> ${layers} -> Dense(1) { loss: mse }\n}`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const step = buildTrainStep(graph!, { weighted: [] });
  return bindSizes(step.graph, new Map([['batch size', samples]]));
}

describe('the work of loops', () => {
  it('counts what rounds make, what is made besides, and the largest product of a round', () => {
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
    const graph = ops.scope.build([{ name: 'y', tensor: ops.exp(ops.reshape(states[0]!, [6])) }]);
    // Each of five rounds: a product and a sum of six numbers. Besides: zeros and exponents of six.
    const product = 2 * 3 * 3;
    expect(loopWork(graph)).toEqual({
      entries: 5 * 12,
      inside: 5 * 12 + (5 * product) / 50,
      outside: 12,
      largestProduct: product,
    });
  });

  it.each([
    ['a small layer', 'GRU(32)', 64, true],
    ['a large one', 'LSTM(256)', 64, false],
    ['no loop', 'Flatten()', 64, false],
    ['convolutions that do more than the loop', 'Conv1D(512, 9) -> Conv1D(512, 9) -> LSTM(2)', 64, false],
  ])('has small rounds, or not: %s', (_, layers, samples, expected) => {
    expect(hasSmallRounds(trainStep(layers, samples))).toBe(expected);
  });
});
