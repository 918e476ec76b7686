import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { onnxPrediction } from '../../../compiler/targets/onnx/prediction.ts';
import {
  createModel,
  importModel,
  load,
  saveKerasModel,
  saveTfjsModel,
  type Model,
} from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { importedGraph } from '../../support/round-trips.ts';
import { sameModel } from '../../support/same-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-formats-'));
const text = `model Small {
  input x: float32[4]
  branch hidden = x -> Dense(3, activation: relu)
  head y = hidden -> Dense(2) { loss: mse }
}
`;
const x = { shape: [2, 4], data: Float32Array.from({ length: 8 }, (_, index) => Math.sin(index)) };

const asKeras = (model: Model, path: string): Promise<void> =>
  saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: undefined });

interface Format {
  readonly file: string;
  readonly write: (model: Model, path: string) => unknown;
  /** Whether the weights stand in the file. */
  readonly holdsWeights: boolean;
}

const formats: readonly Format[] = [
  { file: 'm.keras', write: asKeras, holdsWeights: true },
  { file: 'm.h5', write: asKeras, holdsWeights: true },
  { file: 'm.json', write: asKeras, holdsWeights: false },
  { file: 'tfjs/model.json', write: saveTfjsModel, holdsWeights: true },
  {
    file: 'm.onnx',
    write: (model, path) => writeFileSync(path, onnxPrediction(model.graph, model.getWeights()).file),
    holdsWeights: true,
  },
];

it.each(formats)('importModel reads $file as the model that was written', async (format) => {
  const host = createMemoryHost({ 'm.kmodel': text });
  const engine = await testEngine();
  const model = await load('m.kmodel', { host, engine, seed: 1 });
  const path = join(folder, format.file);
  await format.write(model, path);

  const imported = await importModel(path);
  const graph = importedGraph(imported);
  expect(sameModel(graph)).toEqual(sameModel(model.graph));
  expect(imported.weights !== undefined).toBe(format.holdsWeights);
  if (!imported.weights) return;
  const again = await createModel(graph, { engine, seed: 2 });
  again.setWeights(imported.weights);
  const [expected, found] = [await model.predict({ x }), await again.predict({ x })];
  expect(found.y!.shape).toEqual(expected.y!.shape);
  expected.y!.data.forEach((value, index) => expect(found.y!.data[index]).toBeCloseTo(value, 5));
  expect((await importModel(path, { weights: false })).weights).toBeUndefined();
});
