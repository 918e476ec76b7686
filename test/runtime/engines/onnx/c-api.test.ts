import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { createCApi } from '../../../../runtime/engines/onnx/c-api/backend.ts';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { findLibrary, OrtLibrary } from '../../../../runtime/engines/onnx/c-api/library.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { onnxruntimePackages } from '../../../../runtime/engines/onnx/onnxruntime.ts';
import { Model } from '../../../../runtime/model.ts';

const koffi = await loadKoffi();

const text = `model M {
  input words: int32[T]
  input image: float32[8, 8, 4]
  branch seen = image -> Conv2D(16, 3, activation: relu) -> BatchNormalization() -> GlobalAveragePooling2D()
  branch read = words -> Embedding(20, 16) -> Dropout(0.2) -> LSTM(8)
  head y = [seen, read] -> Concatenate() -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  train { optimizer: Adam() }
}`;

const samples = 22;
const data = {
  words: { shape: [samples, 5], data: Int32Array.from({ length: samples * 5 }, (_, at) => (at * 7) % 20) },
  image: {
    shape: [samples, 8, 8, 4],
    data: Float32Array.from({ length: samples * 256 }, (_, at) => Math.sin(at)),
  },
  y: { shape: [samples], data: Int32Array.from({ length: samples }, (_, at) => at % 3) },
};

/** A training with a last batch that is smaller, then a prediction, on one way to onnxruntime. */
async function train(way: '0' | '1') {
  process.env.KMODEL_C_API = way;
  const engine = await createOnnxEngine({ threads: 1 });
  delete process.env.KMODEL_C_API;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, engine, { seed: 3 });
  const { history } = await model.fit(data, { epochs: 3, batchSize: 8, validationSplit: 0.2 });
  const { words, image } = data;
  const kept = await model.predict({ words, image }, { batchSize: 5 });
  const copy = kept.y!.data.slice();
  const { loss } = await model.trainOnBatch(data);
  const again = await model.predict({ words, image }, { batchSize: 5 });
  const state = model.getState();
  await model.dispose();
  return { history, kept, copy, loss, again, state };
}

describe.runIf(koffi)('onnxruntime by its C API', () => {
  it('is there, for every engine of a process', async () => {
    expect(await createCApi(onnxruntimePackages, 1)).toBeDefined();
    expect(await createCApi(onnxruntimePackages, undefined)).toBeDefined();
  });

  it('gives the same bits as by its binding: history, predictions and all that is left behind', async () => {
    const direct = await train('1');
    expect(direct).toEqual(await train('0'));
    // What was given stays what it is while the model goes on.
    expect(direct.kept.y!.data).toEqual(direct.copy);
    expect(direct.again.y!.data).not.toEqual(direct.copy);
  });

  it('says what onnxruntime says of a model that is none', async () => {
    const backend = await createCApi(onnxruntimePackages, 1);
    const request = {
      model: Uint8Array.of(1, 2, 3),
      inputs: [],
      hostNodes: [],
      stateInputs: 0,
      outputs: [],
      changedRows: [],
      inPlace: [],
      sizes: undefined,
    };
    await expect(backend!.createSession(request)).rejects.toThrow(/protobuf|model|parse/i);
  });

  it('takes nothing for the library that is none', () => {
    expect(() => new OrtLibrary(koffi!, import.meta.filename)).toThrow();
  });
});

describe('where it cannot be called', () => {
  it('the binding serves: no library is found in other packages', async () => {
    expect(findLibrary(['typescript', 'no-such-package'])).toBeUndefined();
    expect(await createCApi(['typescript'], undefined)).toBeUndefined();
  });
});
