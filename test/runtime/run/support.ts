import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createModel, type FitOptions, type FitResult } from '../../../runtime/index.ts';
import { textsOf } from '../../../runtime/load.ts';
import { testEngine } from '../../support/engine.ts';

export const line = `model Line {
  input x: float32[1]
  head y = x -> Dense(1) { loss: mse }
  train { optimizer: SGD(learning_rate: 0.1), epochs: 3, batch_size: 2, seed: 1 }
}
`;

const x = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7).map((value) => value / 8);
export const eightSamples = {
  x: { shape: [8, 1], data: x },
  y: { shape: [8, 1], data: x.map((value) => 2 * value + 1) },
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'kmodel-run-'));

/** Trains a model whose texts are given by path, the first being the entry, into a folder. */
export async function trainIn(
  folder: string,
  texts: Readonly<Record<string, string>> = { '/project/line.kmodel': line },
  options: FitOptions = {},
): Promise<FitResult> {
  const [entry] = Object.keys(texts);
  const { graph, files, diagnostics } = compileModel(entry!, createMemoryHost(texts));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join());
  const text = { entry: entry!, files: textsOf(files) };
  const model = await createModel(graph, { engine: await testEngine(), text });
  return model.fit(eightSamples, { onMessage: () => undefined, run: { folder }, ...options });
}
