import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../../../runtime/engines/engine.ts';
import { createModel, KmodelError, verifyModel, type ObservedEngine } from '../../../runtime/index.ts';
import { difference, larger } from '../../../runtime/verify/difference.ts';
import { makeBatch } from '../../../runtime/verify/batch.ts';
import { nudgedInputs, nudgedWeights } from '../../../runtime/verify/nudge.ts';
import { observed, type Observation } from '../../../runtime/verify/observe.ts';
import { testEngine } from '../../support/engine.ts';
import { smallerExampleTexts } from '../../support/smaller-examples.ts';
import { subjectFrom } from '../../support/subjects.ts';
import { tfjsEngine } from '../../support/tfjs-engines.ts';
import { modelOf } from '../preprocessing/support.ts';

const tensor = (...data: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});

describe('a difference', () => {
  it.each([
    ['is the largest distance of two entries', [1, 0.25], [1, 0.75], 0.5],
    ['is a share of the largest entry of both', [100, 50], [200, 50], 0.5],
    ['is a share of small entries as well', [1e-6, 0], [1e-6, 5e-7], 0.5],
    ['is nothing of zeros', [0, 0], [0, 0], 0],
    ['counts infinities that agree as equal', [Infinity, -Infinity], [Infinity, -Infinity], 0],
    ['is NaN for NaN, on both sides', [NaN], [NaN], NaN],
    ['is NaN for an infinity alone', [Infinity], [1], NaN],
    ['is NaN for NaN behind a distance', [1, NaN], [2, 1], NaN],
    ['is NaN for other shapes', [1], [1, 1], NaN],
  ])('%s', (_, a, b, expected) => expect(difference(tensor(...a), tensor(...b))).toBe(expected));

  it('is larger as NaN than as any number', () => {
    expect(larger(NaN, 3)).toBeNaN();
    expect(larger(2, 3)).toBe(3);
    expect(larger(undefined, 3)).toBe(3);
  });
});

const small = `input x: float32[4]
  branch hidden = x -> Dense(3, activation: tanh) -> BatchNormalization() -> Dropout(0.5)
  head y = hidden -> Dense(2) { loss: mse }
  train { optimizer: Adam() }`;

/** The engine of the tests, with something wrong in its second step of training. */
async function faulty(change: (step: Observation) => Observation): Promise<ObservedEngine> {
  const engine = observed(await testEngine());
  return {
    name: 'faulty',
    description: 'one with a fault',
    open: async (subject) => {
      const observer = await engine.open(subject);
      let steps = 0;
      return {
        ...observer,
        observe: async (...given) => {
          const step = await observer.observe(...given);
          return steps++ === 1 ? change(step) : step;
        },
      };
    },
  };
}

const shifted = (each: HostTensor): HostTensor => ({
  ...each,
  data: Float32Array.from(each.data, (value, index) => value + (index === 0 ? 0.01 : 0)),
});

const scaled = (each: HostTensor, factor: number): HostTensor => ({
  ...each,
  data: Float32Array.from(each.data, (value) => value * factor),
});

describe('verifyModel', () => {
  it('tells which step begins on which engine', async () => {
    const told: string[] = [];
    const engines = [await testEngine(), await tfjsEngine('cpu')];
    await verifyModel(await modelOf(small), {
      engines,
      onStep: (engine, step, steps) => told.push(`${engine} ${step} of ${steps}`),
    });
    expect(told).toEqual([0, 1, 2].flatMap((step) => engines.map(({ name }) => `${name} ${step} of 3`)));
  });

  // two-cameras has the layers of xception, and takes long.
  it.each(Object.keys(smallerExampleTexts).filter((name) => name !== 'two-cameras.kmodel'))(
    'finds that the engines agree on %s',
    async (name) => {
      const { graph } = subjectFrom(smallerExampleTexts, name);
      const model = await createModel(graph, { engine: await testEngine(), seed: 0 });
      const engines = [await testEngine(), await tfjsEngine('wasm')];
      const report = await verifyModel(model, { engines, batchSize: 4 });
      expect(report.layers.map((layer) => layer.name)).toEqual(graph.layers.map((layer) => layer.name));
      expect(report.largest).toBeLessThan(1e-4);
      expect(report.largest).toBeGreaterThan(0);
      expect(report.agrees).toBe(true);
    },
  );

  it('compares outputs of every layer, gradients of those with weights, and the loss', async () => {
    const engines = [await testEngine(), await tfjsEngine('cpu')];
    const report = await verifyModel(await modelOf(small), { engines });
    expect(report.steps).toBe(3);
    expect(report.layers.map((layer) => [layer.class, layer.gradient.tfjs !== null])).toEqual([
      ['Dense', true],
      ['BatchNormalization', true],
      ['Dropout', false],
      ['Dense', true],
    ]);
    expect(report.layers.every((layer) => typeof layer.output.tfjs === 'number')).toBe(true);
    expect(report.loss.tfjs).toBeLessThan(1e-5);
  });

  it('lets layers learn first, and runs what comes before the graph once', async () => {
    const model = await modelOf(`input town: string
      input age: float32[1]
      branch place = town -> StringLookup() -> Embedding(20, 2)
      branch years = age -> Normalization()
      head good = [place, years] -> Concatenate() -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }`);
    const report = await verifyModel(model, { engines: [await testEngine(), await tfjsEngine('wasm')] });
    expect(report.agrees).toBe(true);
    const lookup = report.layers.find((layer) => layer.class === 'StringLookup')!;
    expect(lookup.output).toEqual({ tfjs: null });
  });

  it('compares outputs alone where nothing is trained', async () => {
    const model = await modelOf('input x: float32[4]\nhead y = x -> Dense(2)');
    const report = await verifyModel(model, { engines: [await testEngine(), await tfjsEngine('cpu')] });
    expect(report).toMatchObject({ steps: 0, loss: { tfjs: null }, agrees: true });
  });

  it.each([
    ['lookups alone', 'input x: string[2]\nhead y = x -> StringLookup(vocabulary: ["a", "b"])'],
    ['no layers', 'input x: float32[2]\nhead y = x'],
  ])('says that there is nothing to compare in a model of %s', async (_, text) => {
    const engines = [await testEngine(), await tfjsEngine('cpu')];
    await expect(verifyModel(await modelOf(text), { engines })).rejects.toThrow(
      new KmodelError(
        'No layer of `Test` runs on an engine: all of its work is done before the graph. There is nothing to compare.',
      ),
    );
  });

  it('leaves the model as it was', async () => {
    const model = await modelOf(small);
    const before = model.getWeights();
    await verifyModel(model, { engines: [await testEngine(), await tfjsEngine('cpu')] });
    expect(model.getWeights()).toEqual(before);
  });

  it('finds a wrong output, at its layer', async () => {
    const engine = await faulty((step) => ({
      ...step,
      outputs: new Map(
        [...step.outputs!].map(([at, each], index) => [at, index === 0 ? shifted(each) : each]),
      ),
    }));
    const report = await verifyModel(await modelOf(small), { engines: [await testEngine(), engine] });
    expect(report.agrees).toBe(false);
    expect(report.layers.map(({ output }) => output.faulty! > 1e-4)).toEqual([true, false, false, false]);
  });

  it('finds a wrong gradient, at its layer', async () => {
    const engine = await faulty((step) => ({
      ...step,
      gradients: { ...step.gradients, 'y/kernel': shifted(step.gradients!['y/kernel']!) },
    }));
    const report = await verifyModel(await modelOf(small), { engines: [await testEngine(), engine] });
    expect(report.agrees).toBe(false);
    expect(report.layers.map(({ gradient }) => (gradient.faulty ?? 0) > 1e-4)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it.each([
    'hidden_dense/kernel',
    'hidden_dense/bias',
    'hidden_batch_normalization/gamma',
    'hidden_batch_normalization/beta',
    'y/kernel',
    'y/bias',
  ])('finds a gradient of %s that is a thousandth too large', async (name) => {
    const engine = await faulty((step) => ({
      ...step,
      gradients: { ...step.gradients, [name]: scaled(step.gradients![name]!, 1.001) },
    }));
    const report = await verifyModel(await modelOf(small), { engines: [await testEngine(), engine] });
    expect(report.agrees).toBe(false);
  });

  it('finds such a gradient in two deep towers of normalizations, on one sample', async () => {
    const { graph } = subjectFrom(smallerExampleTexts, 'two-cameras.kmodel');
    const model = await createModel(graph, { engine: await testEngine(), seed: 0 });
    const name = 'eye_features_middle_1_main_separable_norm_1_separable_conv2d/depthwise_kernel';
    const engine = await faulty((step) => ({
      ...step,
      gradients: { ...step.gradients, [name]: scaled(step.gradients![name]!, 1.001) },
    }));
    const report = await verifyModel(model, { engines: [await testEngine(), engine], batchSize: 1 });
    expect(report.agrees).toBe(false);
  }, 60_000);

  it('finds a wrong update, at its layer', async () => {
    const engine = await faulty((step) => ({
      ...step,
      after: { ...step.after, 'weight:y/kernel': shifted(step.after!['weight:y/kernel']!) },
    }));
    const report = await verifyModel(await modelOf(small), { engines: [await testEngine(), engine] });
    expect(report.agrees).toBe(false);
    expect(report.layers.map(({ update }) => (update.faulty ?? 0) > 1e-4)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('leaves out what an optimizer makes of a gradient that is rounding alone', async () => {
    // In training, a bias before the mean is taken away has no gradient but rounding, of which Adam makes whole steps.
    const text = `input x: float32[4]
      head y = x -> Dense(8) -> BatchNormalization() -> Dense(2) { loss: mse }
      train { optimizer: Adam(0.1) }`;
    const engines = [await testEngine(), await tfjsEngine('cpu')];
    expect(await verifyModel(await modelOf(text), { engines })).toMatchObject({ agrees: true });
  });

  it('begins every step with what the first engine has, so that no difference grows', async () => {
    const seen: unknown[] = [];
    const engine = observed(await testEngine());
    const watched = (name: string, moved: number): ObservedEngine => ({
      ...engine,
      name,
      open: async (subject) => {
        const observer = await engine.open(subject);
        return {
          ...observer,
          observe: async (from, batch, outputs) => {
            seen.push(from['weight:y/bias']);
            const found = await observer.observe(from, batch, outputs);
            const bias = found.after!['weight:y/bias']!;
            const data = Float32Array.from(bias.data, (value) => value + moved);
            return { ...found, after: { ...found.after, 'weight:y/bias': { ...bias, data } } };
          },
        };
      },
    });
    const engines = [watched('one', 0), watched('two', 1e-9)];
    await verifyModel(await modelOf(small), { engines });
    expect(seen).toHaveLength(6);
    for (const step of [0, 2, 4]) expect(seen[step + 1]).toEqual(seen[step]);
    expect(seen[2]).not.toEqual(seen[0]);
  });

  it.each([
    ['a gradient', (step: Observation) => ({ ...step, gradients: {} })],
    ['an output', (step: Observation) => ({ ...step, outputs: new Map() })],
    [
      'the state',
      ({ outputs, gradients, loss }: Observation) => ({
        outputs: outputs!,
        gradients: gradients!,
        loss: loss!,
      }),
    ],
    [
      'the loss',
      ({ outputs, gradients, after }: Observation) => ({
        outputs: outputs!,
        gradients: gradients!,
        after: after!,
      }),
    ],
  ])('takes %s that is missing for the largest difference', async (_, change) => {
    const report = await verifyModel(await modelOf(small), {
      engines: [await testEngine(), await faulty(change)],
    });
    expect(report.largest).toBeNaN();
    expect(report.agrees).toBe(false);
  });

  describe('in a model that makes much of rounding', () => {
    // The sine of a large number is decided by the last digits of that number.
    const large = `input x: float32[4]
      branch large = x -> Dense(64, kernel_initializer: RandomNormal(stddev: 100)) -> Dense(4, kernel_initializer: RandomNormal(stddev: 10))
      head y = sin(large) { loss: mse }
      train { optimizer: SGD(1e-12) }`;

    it('lets differences pass that the first engine makes itself, and says how large they are', async () => {
      const engines = [await testEngine(), await tfjsEngine('cpu')];
      const report = await verifyModel(await modelOf(large), { engines });
      expect(report.largest).toBeGreaterThan(report.tolerance);
      expect(report.largestRounding).toBeGreaterThan(report.tolerance / 10);
      expect(report.layers.every(({ rounding }) => typeof rounding?.output === 'number')).toBe(true);
      expect(report.agrees).toBe(true);
    });

    it('takes a tolerance that was given as the limit', async () => {
      const engines = [await testEngine(), await tfjsEngine('cpu')];
      const report = await verifyModel(await modelOf(large), { engines, tolerance: 1e-4 });
      expect(report.largestRounding).toBeGreaterThan(0);
      expect(report.agrees).toBe(false);
    });

    it('finds a fault that is larger than its rounding', async () => {
      const engine = await faulty((step) => ({
        ...step,
        gradients: Object.fromEntries(
          Object.entries(step.gradients!).map(([name, each]) => [
            name,
            { ...each, data: Float32Array.from(each.data, (value) => -value) },
          ]),
        ),
      }));
      const report = await verifyModel(await modelOf(large), { engines: [await testEngine(), engine] });
      expect(report.largestRounding).toBeGreaterThan(0);
      expect(report.agrees).toBe(false);
    });
  });

  it('measures rounding only where there is something to explain', async () => {
    const engines = [await testEngine(), await tfjsEngine('cpu')];
    const report = await verifyModel(await modelOf(small), { engines });
    expect(report.largestRounding).toBeUndefined();
    expect(report.layers[0]!.rounding).toBeUndefined();
  });

  it('moves weights and floats of inputs by a few steps of float32, each draw by others, and nothing else', async () => {
    const model = await modelOf(
      'input x: float32[3]\ninput n: int32[2]\nbranch a = n -> Embedding(5, 2) -> Flatten()\nhead y = [x, a] -> Concatenate() -> Dense(1) { loss: mse }',
    );
    const state = model.getState();
    const moved = nudgedWeights(model.graph, state, 0);
    expect(Object.keys(moved)).toEqual(Object.keys(state));
    const kernel = [state, moved].map((each) => each['weight:y/kernel']!.data);
    const shares = Array.from(
      kernel[0]!,
      (value, index) => Math.abs(kernel[1]![index]! - value) / Math.abs(value),
    );
    expect(Math.max(...shares)).toBeLessThanOrEqual(8 * 2 ** -23);
    expect(Math.max(...shares)).toBeGreaterThan(2 ** -23);
    expect(nudgedWeights(model.graph, state, 1)['weight:y/kernel']).not.toEqual(moved['weight:y/kernel']);
    expect(moved['weight:y/bias']).toEqual(state['weight:y/bias']);
    const batch = makeBatch(model.graph, { count: 2 });
    const inputs = nudgedInputs(model.graph, batch, 0);
    expect(inputs.n).toEqual(batch.n);
    expect(inputs.y).toBe(batch.y);
    expect(inputs.x).not.toEqual(batch.x);
  });

  it('needs two engines, and whole samples', async () => {
    const model = await modelOf(small);
    const engine = await testEngine();
    await expect(verifyModel(model, { engines: [engine] })).rejects.toThrow(KmodelError);
    await expect(verifyModel(model, { engines: [engine, engine], batchSize: 0 })).rejects.toThrow(
      'batchSize',
    );
  });
});
