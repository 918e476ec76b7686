import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { bindSizes } from '../../../../compiler/ops/bind-sizes.ts';
import { createOps } from '../../../../compiler/ops/builder.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { hasSmallRounds, loopWork, smallRoundThreads } from '../../../../runtime/engines/onnx/loop-work.ts';
import type { Backend } from '../../../../runtime/engines/onnx/session.ts';
import { OnnxState } from '../../../../runtime/engines/onnx/state.ts';
import { OnnxStep } from '../../../../runtime/engines/onnx/step.ts';
import { initialValue } from '../../../../runtime/initialize.ts';

function stepOf(layers: string) {
  const text = `model M {\n  input x: float32[20, 16]\n  head y = x -> ${layers} -> Dense(1) { loss: mse }\n}`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return buildTrainStep(graph!, { weighted: [] });
}

function trainStep(layers: string, samples: number) {
  return bindSizes(stepOf(layers).graph, new Map([['batch size', samples]]));
}

/** A step's state as it is in the beginning. */
function stateOf({ step }: OnnxStep): OnnxState {
  const state = new OnnxState();
  for (const input of step.inputs)
    if (input.role === 'state') state.write(input.name, initialValue(input.state));
  return state;
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

  it.each([
    ['GRU(32)', 2],
    ['LSTM(256)', undefined],
  ])('a step of %s asks for %j threads, where the engine has more', async (layers, expected) => {
    const asked: (number | undefined)[] = [];
    const binding: Backend = {
      createSession: ({ threads }) => {
        asked.push(threads);
        return Promise.reject(new Error('It is not to run.'));
      },
    };
    const backends = {
      direct: undefined,
      binding,
      smallRoundThreads,
      block: () => Promise.resolve(undefined),
    };
    const step = new OnnxStep(stepOf(layers), backends);
    const feeds = {
      x: { dtype: 'float32', shape: [64, 20, 16], data: new Float32Array(64 * 20 * 16) },
      'target:y': { dtype: 'float32', shape: [64, 1], data: new Float32Array(64) },
      seed: { dtype: 'int32', shape: [], data: new Int32Array(1) },
    } as const;
    await expect(step.run(stateOf(step), feeds)).rejects.toThrow('not to run');
    expect(asked).toEqual([expected]);
  });
});
