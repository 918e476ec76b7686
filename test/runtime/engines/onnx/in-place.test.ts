import { afterEach, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { replacedState } from '../../../../compiler/steps/step-graph.ts';
import { emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import { createModel } from '../../../../runtime/index.ts';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import type { Backend, DirectSession } from '../../../../runtime/engines/onnx/session.ts';
import { OnnxState } from '../../../../runtime/engines/onnx/state.ts';
import { OnnxStep } from '../../../../runtime/engines/onnx/step.ts';
import { initialValue } from '../../../../runtime/initialize.ts';
import { optimized, unsafe } from '../../../support/optimized-graph.ts';
import { smallerExampleTexts } from '../../../support/smaller-examples.ts';
import { subjectFrom } from '../../../support/subjects.ts';
import { trainedExamples, trainThreeSteps } from '../../../support/three-steps.ts';

function graphOf(text: string): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

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

/** What a layer of the text does with its kernel, and what a state of its own becomes. */
const ownLayer = (result: string, update = ''): string => `layer Own() {
  input x: float32[..., 8]
  weight kernel: float32[8, 8] = GlorotUniform()
  ${update === '' ? '' : 'weight s: float32[8, 8] = GlorotUniform()\n  update s = ' + update}
  return ${result}
}
model M {
  input x: float32[8]
  head y = x -> Dense(8) -> Own() -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.5) }
}
`;

/** Ways of reading a weight that onnxruntime joins with the product after them. */
const joined: Readonly<Record<string, string>> = {
  'a kernel that is scaled and turned': ownLayer('matmul(x, transpose(0.3 * kernel, axes: [1, 0]))'),
  'a kernel that is divided and turned': ownLayer('matmul(x, transpose(kernel / 3, axes: [1, 0]))'),
  'a state that becomes a product of itself and a sum': ownLayer(
    'matmul(x, kernel)',
    'matmul(s, kernel) + mean(kernel, axis: 0)',
  ),
  'a state that becomes a share of itself and a product': ownLayer(
    'matmul(x, kernel)',
    '0.9 * s + matmul(s, kernel)',
  ),
  'a state that becomes a scaled product of itself': ownLayer('matmul(x, kernel)', '0.5 * matmul(s, kernel)'),
  'a state that follows a kernel': ownLayer(
    'matmul(x, transpose(0.3 * kernel, axes: [1, 0]))',
    '0.9 * s + 0.1 * kernel',
  ),
};

const floats = (shape: readonly number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, at) =>
    Math.sin(at),
  ),
});

describe.runIf(await loadKoffi())('weights that onnxruntime reads otherwise than the graph says', () => {
  afterEach(() => delete process.env.KMODEL_IN_PLACE);

  it.each(Object.keys(joined))('%s: the same bits as where they are written beside', async (name) => {
    const trained = async (way: '0' | '1') => {
      process.env.KMODEL_IN_PLACE = way;
      const model = await createModel(graphOf(joined[name]!), { seed: 3 });
      const losses: unknown[] = [];
      for (let step = 0; step < 3; step++)
        losses.push(await model.trainOnBatch({ x: floats([4, 8]), y: floats([4, 2]) }));
      const state = model.getState();
      await model.dispose();
      return { losses, state };
    };
    expect(await trained('1')).toEqual(await trained('0'));
  });
});

describe('the graph that onnxruntime runs, after all its changes', () => {
  const texts: Readonly<Record<string, () => ModelGraph>> = {
    ...Object.fromEntries(
      trainedExamples.map((name) => [name, () => subjectFrom(smallerExampleTexts, name).graph]),
    ),
    ...Object.fromEntries(Object.entries(joined).map(([name, text]) => [name, () => graphOf(text)])),
  };

  it.each(Object.keys(texts))('%s: reads nothing that may be overwritten by then', async (name) => {
    const step = buildTrainStep(texts[name]!(), { weighted: [] });
    const { model, inPlace } = emitOnnxFor(step.graph, 'train', { replaced: replacedState(step) });
    expect(inPlace.length).toBeGreaterThan(0);
    expect(unsafe(await optimized(model), inPlace)).toEqual([]);
  });
});

describe.runIf(await loadKoffi())('a prediction that nobody waits for', () => {
  it('is that of the weights at its beginning, whatever a step writes over meanwhile', async () => {
    const text =
      'model M {\n  input x: float32[8]\n  head y = x -> Dense(16, activation: tanh) -> Dense(1) { loss: mse }\n' +
      '  train { optimizer: Adam(0.5) }\n}\n';
    const model = await createModel(graphOf(text), { seed: 1 });
    const [x, y] = [floats([4, 8]), floats([4, 1])];
    await model.trainOnBatch({ x, y });
    const before = await model.predict({ x });
    await model.trainOnBatch({ x, y });
    const now = await createModel(graphOf(text), { seed: 1, state: model.getState() });
    const expected = await now.predict({ x });
    const prediction = model.predict({ x });
    const training = model.trainOnBatch({ x, y });
    expect(await prediction).toEqual(expected);
    expect(before).not.toEqual(expected);
    await training;
    await Promise.all([model.dispose(), now.dispose()]);
  });
});

describe.runIf(await loadKoffi())('a step that stops at its data', () => {
  const text = `model M {
  input x: float32[8]
  input i: int32[3]
  head y = [x, take_along_axis(x, i, axis: -1)] -> Concatenate() -> Dense(4, activation: tanh) -> Dense(2) { loss: mse }
  train { optimizer: Adam() }
}
`;
  const indices = (...data: number[]) => ({
    dtype: 'int32' as const,
    shape: [2, 3],
    data: Int32Array.from(data),
  });

  it('says what is wrong, and changes nothing', async () => {
    const model = await createModel(graphOf(text), { seed: 1 });
    const batch = { x: floats([2, 8]), i: indices(0, 1, 2, 2, 1, 0), y: floats([2, 2]) };
    await model.trainOnBatch(batch);
    // Metrics begin anew with each call.
    const kept = () => Object.entries(model.getState()).filter(([name]) => !name.startsWith('metric:'));
    const before = kept();
    await expect(model.trainOnBatch({ ...batch, i: indices(0, 1, 200, 2, 1, 0) })).rejects.toThrow(
      /^The model looks up entry 200 of an axis that has entries 0 to \d+\.$/,
    );
    expect(kept()).toEqual(before);
    await model.trainOnBatch(batch);
    await model.dispose();
  });

  it('of a shape that no step has: the state is refused where it is set', async () => {
    const model = await createModel(graphOf(text), { seed: 1 });
    await model.trainOnBatch({ x: floats([2, 8]), i: indices(0, 1, 2, 2, 1, 0), y: floats([2, 2]) });
    const before = model.getState();
    expect(() => model.setState({ ...before, 'weight:y/bias': floats([3]) })).toThrow(
      'The state `weight:y/bias` of `M` is float32[2], but float32[3] was given.',
    );
    expect(model.getState()).toEqual(before);
    await model.dispose();
  });
});

describe('a step that fails halfway', () => {
  const text = 'model M {\n  input x: float32[4]\n  head y = x -> Dense(3) -> Dense(1) { loss: mse }\n}\n';
  const step = buildTrainStep(graphOf(text), { weighted: [] });
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
      overwrites: true,
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
