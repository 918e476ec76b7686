import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { dataNotes, dataNotesText } from '../../compiler/targets/data-notes.ts';
import { onnxPrediction } from '../../compiler/targets/onnx/prediction.ts';
import { ModelProtoSchema } from '../../compiler/targets/onnx/onnx_pb.ts';
import { pytorchModule } from '../../compiler/targets/pytorch/module/module.ts';
import { loadOnnxruntime } from '../../runtime/engines/onnx/onnxruntime.ts';
import { createModel, importModel, saveKerasModel, saveTfjsModel, type Model } from '../../runtime/index.ts';
import * as tf from '../compiler/targets/typescript/support/tfjs.ts';
import { testEngine } from '../support/engine.ts';
import { torchPython } from '../support/torch.ts';
import { torchPredictions } from '../support/torch-model.ts';
import { expectClose, fittedTensor, fittedCases, trainedCase } from '../support/fitted-layers.ts';
import { modelOf, silent } from './preprocessing/support.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'kmodel-fitted-'));

describe.each(fittedCases)('%s -> %s gives in other worlds what it gives here', (type, layer) => {
  it('in a file of tfjs, which is also read again', async () => {
    const { model, x, y } = await trainedCase(type, layer);
    const path = await saveTfjsModel(model, folder());
    const loaded = await loadLayersModel(path);
    expectClose((loaded.predict(fittedTensor(x)) as tf.Tensor).dataSync(), y.data);
    await model.dispose();
  });

  it('in ONNX', async () => {
    const { model, x, y } = await trainedCase(type, layer);
    const { file } = onnxPrediction(model.graph, model.getWeights());
    const ort = await loadOnnxruntime();
    const session = await ort.InferenceSession.create(file);
    const results = await session.run({
      x: new ort.Tensor(x.data instanceof Float32Array ? 'float32' : 'int32', x.data as never, x.shape),
    });
    expectClose(results.y!.data as Float32Array, y.data);
    await model.dispose();
  });

  it.each(['.keras', '.h5'])('in %s, read again', async (ending) => {
    const { model, x, y } = await trainedCase(type, layer);
    const path = join(folder(), `m${ending}`);
    await saveKerasModel(model.graph, path, numbersOf(model));
    const again = await imported(path);
    expectClose(Object.values(await again.predict({ x }))[0]!.data, y.data);
    await Promise.all([model.dispose(), again.dispose()]);
  });

  it.skipIf(!torchPython)('in a module of PyTorch', async () => {
    const { model, x, y } = await trainedCase(type, layer);
    const dtype = x.data instanceof Float32Array ? ('float32' as const) : ('int32' as const);
    const module = pytorchModule(model.graph, { source: 'm.kmodel' });
    const results = await torchPredictions(module, model.getWeights(), { x: { ...x, dtype } });
    expectClose(results['']!.data, y.data);
    await model.dispose();
  });
});

/** Layers of words and of numbers as categories, which run before the graph. */
const members = `  input town: string { missing: most_frequent }
  input zip: int32[]
  input age: float32[1] { missing: median }
  input rooms: float32[1] { missing: 3 }
  branch place = town -> StringLookup(max_tokens: 5, output_mode: one_hot)
  branch area = zip -> IntegerLookup(max_tokens: 4, output_mode: one_hot)
  branch words = town -> TextVectorization(max_tokens: 9, output_mode: tf_idf)
  branch bucket = town -> Hashing(7) -> Embedding(7, 2)
  branch years = [age, rooms] -> Concatenate() -> Normalization()
  head y = [place, area, words, bucket, years] -> Concatenate() -> Dense(1, activation: sigmoid) {
    loss: binary_crossentropy
    classes: ["no", "yes"]
  }
  train { optimizer: Adam(0.05), epochs: 2, batch_size: 4, seed: 1 }`;

const rows = {
  town: ['Ulm', 'Bonn', null, 'Ulm'],
  zip: [53111, 89073, 53111, 1],
  age: [1, null, 3, 8],
  rooms: [2, 3, null, 4],
};

async function trainedOnWords(): Promise<Model> {
  const model = await modelOf(members);
  await model.fit({ ...rows, y: ['yes', 'no', 'yes', 'no'] }, silent);
  return model;
}

describe('what stands before the graph goes along', () => {
  it('as notes with everything that a program needs to feed the graph', async () => {
    const model = await trainedOnWords();
    const notes = dataNotes(model.graph, model.describeLearned());
    expect(notes).toMatchObject({
      before: [
        {
          result: 'place_string_lookup',
          takes: ['town'],
          layer: { class_name: 'StringLookup', config: { vocabulary: ['Ulm', 'Bonn'] } },
        },
        { result: 'area_integer_lookup', layer: { config: { vocabulary: [53111, 89073, 1] } } },
        { result: 'words_text_vectorization', layer: { config: { vocabulary: ['ulm', 'bonn'] } } },
        { result: 'bucket_hashing', takes: ['town'], layer: { class_name: 'Hashing' } },
      ],
      missing: { town: ['Ulm'], age: [3], rooms: [3] },
      classes: { y: ['no', 'yes'] },
    });
    await model.dispose();
  });

  it('in tfjs as metadata that the model gives, which predicts from what layers before it make', async () => {
    const model = await trainedOnWords();
    const loaded = await loadLayersModel(await saveTfjsModel(model, folder()));
    const { kmodel } = loaded.getUserDefinedMetadata() as { kmodel: object };
    expect(kmodel).toMatchObject({ missing: { age: [3] }, classes: { y: ['no', 'yes'] } });
    expect(loaded.inputNames).toEqual([
      'age',
      'rooms',
      'place_string_lookup',
      'area_integer_lookup',
      'words_text_vectorization',
      'bucket_hashing',
    ]);
    await model.dispose();
  });

  it('in ONNX as metadata of the file', async () => {
    const model = await trainedOnWords();
    const { file } = onnxPrediction(model.graph, model.getWeights(), model.describeLearned());
    const { metadataProps } = fromBinary(ModelProtoSchema, file);
    const text = dataNotesText(model.graph, model.describeLearned())!;
    expect(metadataProps.find(({ key }) => key === 'kmodel')!.value).toBe(text);
    await model.dispose();
  });

  it.each(['.keras', '.h5'])('in %s as layers, with classes and gaps in its notes', async (ending) => {
    const model = await trainedOnWords();
    const path = join(folder(), `m${ending}`);
    await saveKerasModel(model.graph, path, numbersOf(model));
    const again = await imported(path);
    const full = {
      town: ['Ulm', 'Bonn', 'Ulm', 'Ulm'],
      zip: rows.zip,
      age: [1, 3, 3, 8],
      rooms: [2, 3, 3, 4],
    };
    expect(Object.values(await again.predict(full))[0]!.data).toEqual((await model.predict(rows)).y!.data);
    await Promise.all([model.dispose(), again.dispose()]);
  });

  it('in the configuration of Keras, with a value for each empty cell and the names of classes', async () => {
    const model = await trainedOnWords();
    const path = join(folder(), 'm.json');
    await saveKerasModel(model.graph, path, numbersOf(model));
    const { kmodel } = JSON.parse(readFileSync(path, 'utf8')) as { kmodel: object };
    expect(kmodel).toMatchObject({
      missing: { town: ['Ulm'], age: [3], rooms: [3] },
      classes: { y: ['no', 'yes'] },
    });
    await model.dispose();
  });

  it('says nothing of a model that takes numbers as they are', async () => {
    const model = await modelOf('  input x: float32[2]\n  head y = x -> Dense(1)');
    expect(dataNotesText(model.graph, model.describeLearned())).toBeUndefined();
    await model.dispose();
  });
});

function numbersOf(model: Model): Parameters<typeof saveKerasModel>[2] {
  return { weights: model.getWeights(), optimizer: undefined, learned: model.describeLearned() };
}

/** A file of another world as a model here, with its weights. */
async function imported(path: string): Promise<Model> {
  const { text, weights } = await importModel(path);
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const model = await createModel(graph!, { engine: await testEngine(), seed: 7 });
  if (weights) model.setWeights(weights);
  return model;
}

/** `tf.loadLayersModel` of a file, as it reads over HTTP. */
async function loadLayersModel(path: string): Promise<tf.LayersModel> {
  const json = JSON.parse(readFileSync(path, 'utf8')) as tf.io.ModelJSON;
  const bytes = readFileSync(join(path, '../weights.bin'));
  const weights = new Uint8Array(bytes).buffer;
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
      weightData: weights,
      ...(json.userDefinedMetadata && { userDefinedMetadata: json.userDefinedMetadata }),
    }),
  );
}
