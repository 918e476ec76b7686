import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../compiler/index.ts';
import { crc32 } from '../../runtime/browser/crc32.ts';
import { load, loadWeights, saveWeights, type Model } from '../../runtime/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { buildPage, resultOf, serve } from './page.ts';

const text = `import { Tower } from "../parts/tower.kmodel"
import { Residual } from "kmodel:blocks"

model Sums {
  input x: float32[4]
  head y = x -> Tower() -> Dense(1) { loss: mse }
}
`;
const tower = `block Tower() {
  input x
  return x -> Dense(3, activation: tanh)
}
`;
const broken = 'model Broken {\n  input x: float32[4]\n  head y = x -> Dens(1)\n}\n';

/** Each is a promise that the page waits for; what it throws is taken by its class and words. */
const script = `
import {
  createOnnxEngine, load, loadWeights, weightBytes, KmodelError, ModelError, WeightsError,
} from 'kmodel-lang/browser';

const failure = async (promise) => {
  try {
    await promise;
  } catch (error) {
    const kinds = { ModelError, WeightsError, KmodelError };
    const kind = Object.keys(kinds).find((name) => error instanceof kinds[name]);
    return { kind, message: error.message, help: error.help };
  }
};

const run = async () => {
  const x = [[1, 2, 3, 4], [0, 1, 0, 1]];
  const model = await load('models/sums.kmodel', { seed: 1 });
  await loadWeights(model, 'sums.safetensors');
  const { y } = await model.predict({ x });
  await model.trainOnBatch({ x, y: [[1], [2]] });
  const bytes = weightBytes(model);
  const again = await load('models/sums.kmodel', { seed: 2 });
  await loadWeights(again, bytes);
  return {
    y: [...y.data],
    bytes: [...bytes],
    trained: [...(await again.predict({ x })).y.data],
    failures: {
      missing: await failure(load('models/none.kmodel')),
      broken: await failure(load('models/broken.kmodel')),
      noAddress: await failure(load('http://')),
      unreachable: await failure(load('http://127.0.0.1:1/a.kmodel')),
      missingWeights: await failure(loadWeights(model, 'none.safetensors')),
      damaged: await failure(loadWeights(model, bytes.subarray(0, 40))),
      folder: await failure(model.fit({ x, y: [[1], [2]] }, { run: 'runs' })),
      save: await failure(model.save('sums.kmodel.zip')),
      tensors: await failure(model.predict({ x }, { tensors: true })),
      threads: await failure(createOnnxEngine({ threads: 0 })),
    },
  };
};
run().then((result) => (globalThis.result = result), (error) => (globalThis.failure = error.stack));
`;

interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly help?: string;
}

interface Result {
  readonly y: readonly number[];
  readonly bytes: readonly number[];
  readonly trained: readonly number[];
  readonly failures: Readonly<Record<string, Failure>>;
}

const x = [
  [1, 2, 3, 4],
  [0, 1, 0, 1],
];

async function modelHere(seed: number): Promise<Model> {
  const host = createMemoryHost({ 'models/sums.kmodel': text, 'parts/tower.kmodel': tower }, library);
  return load('models/sums.kmodel', { host, seed });
}

const library = {
  blocks: readFileSync(join(import.meta.dirname, '../../library/blocks.kmodel'), 'utf8'),
};

describe('files in a page', { timeout: 60_000 }, () => {
  let browser: Browser;
  let server: Server;
  let result: Result;
  let model: Model;

  beforeAll(async () => {
    browser = await launchChromium();
    model = await modelHere(5);
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-weights-')), 'sums.safetensors');
    await saveWeights(model, path);
    const folder = await buildPage({
      'src/main.js': script,
      'public/models/sums.kmodel': text,
      'public/parts/tower.kmodel': tower,
      'public/models/broken.kmodel': broken,
      'public/sums.safetensors': readFileSync(path),
    });
    const served = await serve(folder);
    server = served.server;
    result = await resultOf<Result>(browser, served.address);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await model?.dispose();
  });

  it('are fetched with what they import, weights that Node saved included', async () => {
    const { y } = await model.predict({ x });
    y!.data.forEach((value, at) => expect(result.y[at]).toBeCloseTo(value, 5));
  });

  it('have weights that Node reads, and the page itself', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-weights-')), 'page.safetensors');
    writeFileSync(path, Uint8Array.from(result.bytes));
    const other = await modelHere(6);
    expect(await loadWeights(other, path)).toEqual([]);
    const { y } = await other.predict({ x });
    y!.data.forEach((value, at) => expect(result.trained[at]).toBeCloseTo(value, 5));
    expect(result.trained).not.toEqual(result.y);
    await other.dispose();
  });

  it.each([
    ['missing', 'KmodelError', /^There is no file models\/none\.kmodel\.$/],
    ['broken', 'ModelError', /^models\/broken\.kmodel has errors: KM1003 .*`Dens`/],
    ['noAddress', 'KmodelError', /^http:\/\/ is no address that can be fetched\.$/],
    ['unreachable', 'KmodelError', /^http:\/\/127\.0\.0\.1:1\/a\.kmodel was not fetched: /],
    ['missingWeights', 'KmodelError', /^There is no file none\.safetensors\.$/],
    ['damaged', 'WeightsError', /^The file is not a whole safetensors file: it ends within its header\.$/],
    ['folder', 'KmodelError', /^A page has no folders to leave a run in\.$/],
    ['save', 'KmodelError', /^A page cannot write files\.$/],
    ['tensors', 'KmodelError', /^This bundle has no tfjs to make tensors with\.$/],
    ['threads', 'KmodelError', /threads/],
  ])('say what is wrong in one sentence: %s', (name, kind, message) => {
    expect(result.failures[name]).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  });
});

it('has the checksum of zlib, from wherever it begins', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
      expect(crc32(second, crc32(first))).toBe(zlibCrc32(second, zlibCrc32(first)));
    }),
  );
  expect(crc32('käse')).toBe(zlibCrc32('käse'));
});
