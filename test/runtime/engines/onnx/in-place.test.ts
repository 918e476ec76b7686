import { afterEach, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import type { Backend, DirectSession } from '../../../../runtime/engines/onnx/session.ts';
import { OnnxState } from '../../../../runtime/engines/onnx/state.ts';
import { OnnxStep } from '../../../../runtime/engines/onnx/step.ts';
import { initialValue } from '../../../../runtime/initialize.ts';
import { trainedExamples, trainThreeSteps } from '../../../support/three-steps.ts';

describe.runIf(await loadKoffi())('state that steps write over', () => {
  afterEach(() => delete process.env.KMODEL_IN_PLACE);

  it.each(trainedExamples)('has the same bits in %s as where it is written beside', async (name) => {
    const numbers = async (way: '0' | '1'): Promise<readonly number[]> => {
      process.env.KMODEL_IN_PLACE = way;
      return trainThreeSteps(name, await createOnnxEngine({ threads: 2 }));
    };
    expect(await numbers('1')).toEqual(await numbers('0'));
  });
});

describe('a step that fails halfway', () => {
  const text = 'model M {\n  input x: float32[4]\n  head y = x -> Dense(3) -> Dense(1) { loss: mse }\n}\n';
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const step = buildTrainStep(graph!, { weighted: [] });
  const failing: Backend<DirectSession> = {
    createSession: () =>
      Promise.resolve({
        run: () => {
          throw new Error('no memory left');
        },
        runInto: () => undefined,
        runBeside: () => Promise.resolve(),
        release: () => Promise.resolve(),
      }),
  };

  it('says so, and what it was writing over is refused until it is set', async () => {
    const state = new OnnxState();
    for (const input of step.inputs)
      if (input.role === 'state') state.write(input.state.name, initialValue(input.state));
    const tensor = (...shape: number[]) => ({
      dtype: 'float32' as const,
      shape,
      data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
    });
    const feeds = { x: tensor(2, 4), 'target:y': tensor(2, 1) };
    const loaded = new OnnxStep(step, {
      direct: failing,
      binding: failing,
      block: () => Promise.resolve(undefined),
    });
    await expect(loaded.run(state, feeds)).rejects.toThrow('no memory left');
    expect(() => state.read('weight:y/bias')).toThrow('The last training step failed halfway');
    await expect(loaded.run(state, feeds)).rejects.toThrow('The last training step failed halfway');
    // The hidden layer's kernel gets its next value in memory of its own.
    expect(state.read('weight:y/kernel').shape).toEqual([3, 1]);
    state.write('weight:y/bias', tensor(1));
    expect([...state.read('weight:y/bias').data]).toEqual([0]);
  });
});
