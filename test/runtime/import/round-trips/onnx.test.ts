import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { ModelProtoSchema, type ModelProto } from '../../../../compiler/targets/onnx/onnx_pb.ts';
import { onnxPrediction } from '../../../../compiler/targets/onnx/prediction.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { createModel, importModel, type ImportedModel, type Model } from '../../../../runtime/index.ts';
import { testEngine } from '../../../support/engine.ts';
import { functionTrips, importedGraph, layerTrips, modelTrips } from '../../../support/round-trips.ts';
import { subjectFrom } from '../../../support/subjects.ts';
import { sameModel } from '../../../support/same-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-onnx-trips-'));

/** Models that hold words alone, before any graph: no file of ONNX. */
const before = ['Hashing', 'HashedCrossing', 'StringLookup', 'IntegerLookup', 'TextVectorization'];

/**
 * Models that Keras's configuration cannot hold, so that the file names none: their nodes are read, as far as kmodel
 * can say these. The sentence, or `others` where other layers do the same.
 */
const byNodes: Readonly<Record<string, string>> = {
  outer: 'others',
  vdot: 'others',
  random_normal: 'The input `run:seed` has no axis for the batch',
  random_uniform: 'The input `run:seed` has no axis for the batch',
  random_bernoulli: 'The input `run:seed` has no axis for the batch',
  'own/rings-gan.kmodel': 'The input `run:seed` has no axis for the batch',
  'own/vae.kmodel': 'The input `run:seed` has no axis for the batch',
  'own/contrastive.kmodel': 'which kmodel cannot say here',
  'own/own-attention.kmodel': 'others',
  'own/neuron.kmodel': 'others',
  'own/contrastive-siamese.kmodel': 'others',
};

/** Functions that come back as the operator that Keras has for them. */
const renamed = ['add', 'subtract', 'multiply', 'divide', 'true_divide'];

/** Weights that a prediction does not need, and the file does not hold: of the first, the vector of its power iteration. */
const partial = ['SpectralNormalization', 'own/distillation.kmodel'];

/** Weights by their numbers: their order follows the text. */
const sortedNumbers = (weights: Readonly<Record<string, HostTensor>>): readonly string[] =>
  Object.values(weights)
    .map(({ shape, data }) => `${shape.join()}: ${data.join()}`)
    .sort();

async function outAndBack(
  graph: ModelGraph,
): Promise<{ readonly model: Model; readonly back: ImportedModel }> {
  const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
  const path = join(folder, 'model.onnx');
  writeFileSync(path, onnxPrediction(graph, model.getWeights()).file);
  return { model, back: await importModel(path) };
}

describe('a file of ONNX that kmodel wrote', () => {
  const all = [...layerTrips, ...functionTrips, ...modelTrips].filter(([name]) => !before.includes(name));
  const whole = all.filter(([name]) => !byNodes[name] && !renamed.includes(name));

  it.each(whole)('is the same model again, with its weights: %s', async (name, compile) => {
    const graph = compile();
    const { model, back } = await outAndBack(graph);
    expect(sameModel(importedGraph(back))).toEqual(sameModel(graph));
    const [found, expected] = [sortedNumbers(back.weights!), sortedNumbers(model.getWeights())];
    if (partial.includes(name)) expect(expected).toEqual(expect.arrayContaining([...found]));
    else expect(found).toEqual(expected);
  });

  it.each(all.filter(([name]) => byNodes[name]))(
    'is read node by node where Keras cannot say the model: %s',
    async (name, compile) => {
      const graph = compile();
      const outcome = await outAndBack(graph).then(
        ({ back }) => (importedGraph(back).heads.length === graph.heads.length ? 'others' : 'fewer heads'),
        (error: unknown) => (error as Error).message,
      );
      expect(outcome).toContain(byNodes[name]!);
    },
  );

  it('has its words again', async () => {
    const text = `model Towns {
  input town: string

  head y = town -> StringLookup(vocabulary: ["Bonn", "Ulm"]) -> Embedding(3, 2)
}
`;
    const { graph } = subjectFrom({ 'm.kmodel': text }, 'm.kmodel');
    const { back } = await outAndBack(graph);
    expect(sameModel(importedGraph(back))).toEqual(sameModel(graph));
  });
});

describe('a file of ONNX that kmodel wrote and another program changed', () => {
  const { graph } = subjectFrom(
    { 'm.kmodel': 'model M {\n  input x: float32[4]\n  head y = x -> Dense(3, activation: relu)\n}\n' },
    'm.kmodel',
  );

  async function changed(change: (file: ModelProto) => void): Promise<ImportedModel> {
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const file = fromBinary(ModelProtoSchema, onnxPrediction(graph, model.getWeights()).file);
    change(file);
    const path = join(folder, 'changed.onnx');
    writeFileSync(path, toBinary(ModelProtoSchema, file));
    return importModel(path);
  }

  it.each<[string, (file: ModelProto) => void, string]>([
    ['another node', ({ graph }) => (graph!.node.at(-1)!.opType = 'Tanh'), 'activation: tanh'],
    [
      'another model in its words',
      ({ metadataProps: [first] }) => (first!.value = first!.value.replaceAll('relu', 'tanh')),
      'activation: relu',
    ],
    ['no JSON in its words', ({ metadataProps: [first] }) => (first!.value = '{'), 'activation: relu'],
    [
      'lists without end in its words',
      ({ metadataProps: [first] }) => (first!.value = '['.repeat(100_000)),
      'activation: relu',
    ],
    [
      'another name of a weight',
      ({ graph }) => {
        graph!.initializer.find(({ name }) => name === 'y/kernel')!.name = 'k';
        for (const node of graph!.node) node.input = node.input.map((name) => name.replace('y/kernel', 'k'));
      },
      'activation: relu',
    ],
    ['no words', (file) => (file.metadataProps = []), 'activation: relu'],
  ])('is what its nodes say: %s', async (_, change, text) => {
    expect((await changed(change)).text).toContain(text);
  });

  it('has the numbers that the file has now', async () => {
    const { weights } = await changed(({ graph }) => {
      const kernel = graph!.initializer.find(({ name }) => name === 'y/kernel')!;
      kernel.rawData = new Uint8Array(new Float32Array(12).fill(2).buffer);
    });
    expect([...weights!['y/kernel']!.data]).toEqual(Array(12).fill(2));
  });

  it('names its classes for whoever runs it', () => {
    const { graph: named } = subjectFrom(
      {
        'm.kmodel':
          'model M {\n  input x: float32[4]\n  head y = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["cat", "dog"] }\n}\n',
      },
      'm.kmodel',
    );
    const weights = { 'y/kernel': { data: new Float32Array(8) }, 'y/bias': { data: new Float32Array(2) } };
    const { metadataProps } = fromBinary(ModelProtoSchema, onnxPrediction(named, weights).file);
    const notes = metadataProps.find(({ key }) => key === 'kmodel')!.value;
    expect(JSON.parse(notes)).toEqual({ classes: { y: ['cat', 'dog'] } });
  });
});
