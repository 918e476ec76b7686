import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import {
  createModel,
  importModel,
  KmodelError,
  saveTfjsModel,
  type ImportedModel,
  type Model,
} from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { compileGoldenModel, goldenModelNames } from '../../support/golden-model.ts';
import { sameModel } from '../../support/same-model.ts';
import { dataFor, subjectFrom } from '../../support/subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-tfjs-in-'));

function compile({ text, model }: ImportedModel): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

/** All but what tfjs does not keep: seeds of single layers, `unroll`, penalties of results, and what fit takes. */
function comparable(graph: ModelGraph): unknown {
  const { inputs, lines, heads, training } = sameModel(graph) as {
    readonly inputs: unknown;
    readonly lines: readonly { readonly args: Record<string, unknown> }[];
    readonly heads: readonly object[];
    readonly training: { readonly optimizer: unknown };
  };
  const withoutSeeds = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withoutSeeds);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(
      ([key]) => !['seed', 'unroll', 'activity_regularizer'].includes(key),
    );
    return Object.fromEntries(entries.map(([key, each]) => [key, withoutSeeds(each)]));
  };
  return withoutSeeds({ inputs, lines, heads, optimizer: training.optimizer });
}

/** Models with layers, or forms of layers, that tfjs-layers does not have. */
const impossible = new Set(['07_shared_embedding', '11_transformer', '13_masked_gru']);

describe('a model that goes out to tfjs and comes back', () => {
  const possible = goldenModelNames().filter((name) => !impossible.has(name));

  it.each(possible)('is the same, and predicts the same: %s', async (name) => {
    const graph = compileGoldenModel(name);
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const path = await saveTfjsModel(model, join(folder, name));
    const back = await importModel(path);
    const again = compile(back);
    const [mine, theirs] = [comparable(graph), comparable(again)] as { lines: unknown; inputs: unknown }[];
    expect(theirs!.inputs).toEqual(mine!.inputs);
    expect(theirs!.lines).toEqual(mine!.lines);
    const other = await createModel(again, { engine: await testEngine(), seed: 0 });
    other.setWeights(back.weights!);
    const { predictions, expected } = await bothPredict(graph, model, other);
    for (const [head, { data }] of Object.entries(expected))
      data.forEach((value, index) => expect(predictions[head]!.data[index]).toBeCloseTo(value, 5));
  });
});

async function bothPredict(
  graph: ModelGraph,
  model: Awaited<ReturnType<typeof createModel>>,
  other: typeof model,
) {
  const data = dataFor(graph, 3);
  const expected = await model.predict(data);
  return { expected, predictions: await other.predict(data) };
}

describe('a Normalization in tfjs, two layers that scale', () => {
  const outAndBack = async (layers: string) => {
    const text = `model M {\n  input x: float32[4]\n  head y = x -> ${layers} -> Dense(2)\n}\n`;
    const { graph } = subjectFrom({ 'm.kmodel': text }, 'm.kmodel');
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const back = await importModel(await saveTfjsModel(model, mkdtempSync(join(folder, 'scaled-'))));
    const again = await createModel(compile(back), { engine: await testEngine(), seed: 2 });
    again.setWeights(back.weights!);
    return { graph, model, again };
  };
  const expectSame = async (graph: ModelGraph, model: Model, other: Model): Promise<void> => {
    const { predictions, expected } = await bothPredict(graph, model, other);
    expected.y!.data.forEach((value, index) => expect(predictions.y!.data[index]).toBeCloseTo(value, 5));
  };

  it.each([
    'Normalization(mean: [1, 1, 1, 1], variance: [1, 1, 1, 1])',
    'Rescaling(1, offset: [0, 0, 0, 0]) -> Rescaling([1, 1, 1, 1])',
    'Rescaling(1, offset: 2) -> Rescaling([1, 1, 1, 1], offset: 2)',
    'Rescaling(1, offset: 2) -> Dense(4) -> Rescaling([1, 1, 1, 1], offset: 2) -> Dense(4)',
  ])('comes back with numbers and lists of one number apart: %s', async (layers) => {
    const { graph, model, again } = await outAndBack(layers);
    await expectSame(graph, model, again);
  });

  it.each(['Normalization()', 'Normalization(invert: true)', 'Normalization(axis: none)'])(
    'changes nothing where it has learned nothing: %s',
    async (layers) => {
      const { again } = await outAndBack(layers);
      const { graph, model: plain } = await outAndBack('Identity()');
      const weights = Object.values(again.getWeights());
      plain.setWeights(
        Object.fromEntries(Object.keys(plain.getWeights()).map((name, index) => [name, weights[index]!])),
      );
      await expectSame(graph, plain, again);
    },
  );
});

describe('the training of a model in tfjs', () => {
  const outAndBack = async (
    members: string,
  ): Promise<{ json: Record<string, unknown>; back: ModelGraph }> => {
    const { graph } = subjectFrom(
      { 'm.kmodel': `model M {\n  input x: float32[4]\n${members}\n}\n` },
      'm.kmodel',
    );
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const path = await saveTfjsModel(model, join(mkdtempSync(join(folder, 'training-')), 'm.json'));
    const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    return { json, back: compile(await importModel(path)) };
  };

  it.each([
    'optimizer: Adam(0.01)',
    'optimizer: RMSprop(0.01, rho: 0.8)',
    'optimizer: SGD(0.1)',
    'optimizer: SGD(0.1, momentum: 0.9, nesterov: true)',
  ])('comes back: %s', async (settings) => {
    const { back } = await outAndBack(
      `  head y = x -> Dense(3, activation: softmax) { loss: categorical_crossentropy, metrics: [accuracy] }
  train { ${settings} }`,
    );
    const { graph } = subjectFrom(
      {
        'm.kmodel': `model M { input x: float32[4]\nhead y = x -> Dense(3, activation: softmax) { loss: categorical_crossentropy, metrics: [accuracy] }\ntrain { ${settings} } }`,
      },
      'm.kmodel',
    );
    expect((comparable(back) as { optimizer: unknown }).optimizer).toEqual(
      (comparable(graph) as { optimizer: unknown }).optimizer,
    );
    expect((comparable(back) as { heads: unknown }).heads).toEqual(
      (comparable(graph) as { heads: unknown }).heads,
    );
  });

  it('comes back for several heads', async () => {
    const { back } = await outAndBack(`  branch h = x -> Dense(4)
  head a = h -> Dense(1) { loss: mse, metrics: [mae] }
  head b = h -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy }`);
    expect(back.heads.map(({ loss, metrics }) => [loss?.name, metrics.map(({ name }) => name)])).toEqual([
      ['MeanSquaredError', ['MeanAbsoluteError']],
      ['SparseCategoricalCrossentropy', []],
    ]);
  });

  it('is compiled by tfjs', async () => {
    const { json } = await outAndBack(
      '  head y = x -> Dense(1) { loss: mse, metrics: [mae] }\n  train { optimizer: Adam() }',
    );
    const { modelTopology, trainingConfig } = json as unknown as tf.io.ModelJSON;
    const loaded = await tfl.loadLayersModel(
      tf.io.fromMemory({ modelTopology, trainingConfig } as tf.io.ModelArtifacts),
      { strict: false },
    );
    expect(loaded.loss).toEqual(['meanSquaredError']);
    expect(loaded.optimizer.getClassName()).toBe('Adam');
    const history = await loaded.fit(tf.ones([4, 4]), tf.ones([4, 1]), { epochs: 1, verbose: 0 });
    expect(history.history.loss).toHaveLength(1);
  });

  it.each([
    ['a weight of a loss', '  head y = x -> Dense(1) { loss: mse, weight: 2 }'],
    ['a loss that tfjs lacks', '  head y = x -> Dense(1) { loss: Huber() }'],
    [
      'an optimizer that tfjs lacks',
      '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Nadam() }',
    ],
    ['a penalty of results', '  head y = x -> Dense(1, activity_regularizer: l2) { loss: mse }'],
    ['a head without a loss', '  head y = x -> Dense(1) { loss: mse }\n  head z = x -> Dense(1)'],
  ])('is left out for %s', async (_, members) => {
    expect((await outAndBack(members)).json).not.toHaveProperty('trainingConfig');
  });
});

describe('a model of tfjs itself', () => {
  /** Saves as tfjs does, in shards of a few bytes. */
  async function saved(model: tfl.LayersModel, name: string): Promise<string> {
    const path = join(mkdtempSync(join(folder, 'own-')), `${name}.json`);
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
        const half = Math.floor(bytes.length / 2);
        writeFileSync(join(dirname(path), 'group1-shard1of2.bin'), bytes.subarray(0, half));
        writeFileSync(join(dirname(path), 'group1-shard2of2.bin'), bytes.subarray(half));
        const { modelTopology, weightSpecs: weights } = artifacts;
        const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
        writeFileSync(
          path,
          JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: [{ paths, weights }] }),
        );
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    return path;
  }

  it('predicts what it predicts there, from several shards', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
        tfl.layers.batchNormalization({}),
        tfl.layers.maxPooling2d({ poolSize: 2 }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    });
    const x = tf.randomUniform([3, 8, 8, 2]);
    await expectSamePredictions(model, x, await importModel(await saved(model, 'conv')));
  });

  it('keeps the hard_sigmoid of Keras 2, which is another than that of Keras 3', async () => {
    // tfjs draws orthogonal weights only with all of its packages.
    const drawn = { units: 3, recurrentInitializer: 'glorotUniform' } as const;
    const model = tfl.sequential({
      layers: [
        tfl.layers.lstm({ ...drawn, returnSequences: true, inputShape: [5, 2] }),
        tfl.layers.gru(drawn),
        tfl.layers.dense({ units: 2, activation: 'hardSigmoid' }),
      ],
    });
    const imported = await importModel(await saved(model, 'lstm'));
    expect(imported.text).toContain('activation hard_sigmoid_2(x) = clip(0.2 * x + 0.5, 0, 1)');
    await expectSamePredictions(model, tf.randomUniform([3, 5, 2], -6, 6), imported);
  });

  it('becomes a model in which models are layers', async () => {
    const input = tfl.input({ shape: [4] });
    const inner = tfl.sequential({
      layers: [tfl.layers.dense({ units: 3, inputShape: [4], activation: 'tanh' })],
    });
    const side = tfl.layers.dense({ units: 3 }).apply(input) as tfl.SymbolicTensor;
    const sum = tfl.layers
      .add()
      .apply([inner.apply(input) as tfl.SymbolicTensor, side]) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: sum });
    await expectSamePredictions(
      model,
      tf.randomUniform([3, 4]),
      await importModel(await saved(model, 'nested')),
    );
  });

  async function expectSamePredictions(
    model: tfl.LayersModel,
    x: tf.Tensor,
    imported: ImportedModel,
  ): Promise<void> {
    const graph = compile(imported);
    const own = await createModel(graph, { engine: await testEngine(), seed: 0 });
    own.setWeights(imported.weights!);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    const input = graph.inputs[0]!.name;
    const given = await own.predict({ [input]: { shape: x.shape, data: x.dataSync() as Float32Array } });
    const { data } = Object.values(given)[0]!;
    expect(data).toHaveLength(expected.length);
    expected.forEach((value, index) => expect(data[index]).toBeCloseTo(value, 5));
  }
});

/** A `model.json` as `tensorflowjs_converter` writes it from a model of Keras 2. */
const converted = (weights: readonly object[], paths: readonly string[] = ['w.bin']) => ({
  format: 'layers-model',
  generatedBy: 'keras v2.12.0',
  convertedBy: 'TensorFlow.js Converter v4.22.0',
  modelTopology: {
    keras_version: '2.12.0',
    backend: 'tensorflow',
    model_config: {
      class_name: 'Sequential',
      config: {
        name: 'sequential',
        layers: [
          { class_name: 'InputLayer', config: { batch_input_shape: [null, 2], dtype: 'float32', name: 'x' } },
          {
            class_name: 'Dense',
            config: {
              name: 'dense',
              trainable: true,
              dtype: 'float32',
              units: 2,
              activation: 'linear',
              use_bias: true,
            },
          },
        ],
      },
    },
    training_config: {
      loss: 'mse',
      metrics: ['mae'],
      optimizer_config: { class_name: 'Adam', config: { learning_rate: 0.01 } },
    },
  },
  weightsManifest: [{ paths, weights }],
});

function written(json: unknown, bytes: Uint8Array): string {
  const place = mkdtempSync(join(folder, 'converted-'));
  writeFileSync(join(place, 'w.bin'), bytes);
  writeFileSync(join(place, 'model.json'), JSON.stringify(json));
  return join(place, 'model.json');
}

const plainWeights = [
  { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' },
  { name: 'dense/bias', shape: [2], dtype: 'float32' },
];
const plainBytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);

describe('a model that the converter wrote', () => {
  it('is read with its training', async () => {
    const { text, weights } = await importModel(written(converted(plainWeights), plainBytes));
    expect(text).toBe(`model Sequential {
  input x: float32[2]

  head dense = x -> Dense(2) { loss: mse, metrics: [mae] }

  train {
    optimizer: Adam(0.01)
  }
}
`);
    expect([...weights!['dense/kernel']!.data]).toEqual([1, 2, 3, 4]);
    expect([...weights!['dense/bias']!.data]).toEqual([5, 6]);
  });

  it('is read with quantized weights as the numbers that they stand for', async () => {
    const quantized = [
      { ...plainWeights[0], quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
      { ...plainWeights[1], quantization: { dtype: 'float16', original_dtype: 'float32' } },
    ];
    const bytes = Uint8Array.of(0, 1, 2, 255, 0x00, 0x3c, 0x00, 0xc0);
    const { weights } = await importModel(written(converted(quantized), bytes));
    expect([...weights!['dense/kernel']!.data]).toEqual([-1, -0.5, 0, 126.5]);
    expect([...weights!['dense/bias']!.data]).toEqual([1, -2]);
  });
});

describe('a damaged or hostile model of tfjs', () => {
  const complaint = async (json: unknown, bytes = plainBytes): Promise<string> => {
    try {
      await importModel(written(json, bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(KmodelError);
      return (error as Error).message;
    }
    return 'no error';
  };

  it.each([
    ['a GraphModel', { format: 'graph-model', modelTopology: { node: [] } }, 'It is a GraphModel of tfjs'],
    ['no model', { modelTopology: 3 }, 'This is no model of tfjs.'],
    ['weights that are no list', { ...converted([]), weightsManifest: {} }, 'in a form that is not tfjs’s'],
    [
      'a weight without a shape',
      converted([{ name: 'dense/kernel', dtype: 'float32' }]),
      'in a form that is not tfjs’s',
    ],
    [
      'a shape below zero',
      converted([{ ...plainWeights[0], shape: [-2, 2] }]),
      'in a form that is not tfjs’s',
    ],
    [
      'a shape that overflows',
      converted([{ ...plainWeights[0], shape: [2 ** 40, 2 ** 40] }]),
      'in a form that is not tfjs’s',
    ],
    [
      'a shape that fills the memory',
      converted([{ ...plainWeights[0], shape: [2 ** 20, 2 ** 20] }]),
      'in memory',
    ],
    [
      'a dtype that is none',
      converted([{ ...plainWeights[0], dtype: 'complex64' }]),
      'is complex64, which kmodel does not read',
    ],
    [
      'a weight that is missing',
      converted([plainWeights[0]!]),
      'lists weights of 16 bytes, but the files beside it hold 24.',
    ],
    [
      'a layer without weights',
      converted([{ ...plainWeights[0], name: 'other/kernel', shape: [6] }]),
      'holds no weights for `dense`',
    ],
  ])('is refused: %s', async (_, json, message) => expect(await complaint(json)).toContain(message));

  it.each([
    '../w.bin',
    '/etc/hostname',
    'a/../../w.bin',
    'https://example.org/w.bin',
    'C:\\w.bin',
    '..\\w.bin',
    '',
    7,
  ])('is refused where its weights lie elsewhere: %j', async (path) => {
    const json = converted(plainWeights, [path as string]);
    expect(await complaint(json)).toContain('names a file of weights that does not lie beside it');
  });

  it('is refused where a file of weights is missing or cut off', async () => {
    expect(await complaint(converted(plainWeights, ['gone.bin']))).toContain('gone.bin cannot be read');
    expect(await complaint(converted(plainWeights), plainBytes.subarray(0, 20))).toContain('hold 20');
  });

  it('takes no name for a property of objects', async () => {
    const json = JSON.stringify(converted(plainWeights)).replace('"dense/kernel"', '"__proto__/kernel"');
    expect(await complaint(JSON.parse(json))).toContain('holds no weights for `dense`');
  });
});
