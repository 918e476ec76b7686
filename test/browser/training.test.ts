import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../compiler/index.ts';
import { createOnnxEngine, load } from '../../runtime/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { buildPage, resultOf, serve } from './page.ts';

const text = `import { Tower } from "./tower.kmodel"

model Digits {
  input image: float32[8, 8, 1]
  head digit = image -> Conv2D(4, 3, activation: relu) -> MaxPooling2D() -> Flatten() -> Dropout(0.2) -> Tower() -> Dense(10, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  train { optimizer: Adam(0.01), epochs: 3, batch_size: 16, seed: 7 }
}
`;
const tower = `block Tower() {
  input x
  return x -> Dense(8, activation: tanh) -> BatchNormalization()
}
`;

/** Forty samples that are the same everywhere: the same text runs here and in the page. */
const samples = `
const count = 40;
const image = { shape: [count, 8, 8, 1], data: Float32Array.from({ length: count * 64 }, (_, at) => Math.sin(at * 12.9898) * 0.5) };
const digit = Int32Array.from({ length: count }, (_, at) => (at * 7) % 10);
`;

const main = `
import { createOnnxEngine } from 'kmodel-lang/browser';
import { load } from './models/digits.kmodel';
${samples}
const train = async (options) => {
  const model = await load(options);
  const { history } = await model.fit({ image, digit }, { validationSplit: 0.2 });
  const { digit: scores } = await model.predict({ image });
  await model.dispose();
  return { history, scores: [...scores.data] };
};
`;

interface Trained {
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly scores: readonly number[];
}

/** What a page read of its model. */
interface Read {
  /** Of the sizes of a kernel's numbers, whenever they were read. */
  readonly sums: readonly number[];
  /** What was said to somebody who read in the midst of training, if anything. */
  readonly refusal?: string;
  readonly scores: readonly number[];
  readonly names: readonly string[];
}

/** The same training in Node. */
async function trainHere(): Promise<Trained> {
  const host = createMemoryHost({ 'digits.kmodel': text, 'tower.kmodel': tower });
  const model = await load('digits.kmodel', { host, engine: await createOnnxEngine({ threads: 1 }) });
  const count = 40;
  const image = {
    shape: [count, 8, 8, 1],
    data: Float32Array.from({ length: count * 64 }, (_, at) => Math.sin(at * 12.9898) * 0.5),
  };
  const digit = Int32Array.from({ length: count }, (_, at) => (at * 7) % 10);
  const { history } = await model.fit({ image, digit }, { validationSplit: 0.2 });
  const { digit: scores } = await model.predict({ image });
  await model.dispose();
  return { history: history as Trained['history'], scores: [...scores!.data] };
}

function expectSame(found: Trained, wanted: Trained): void {
  expect(Object.keys(found.history)).toEqual(Object.keys(wanted.history));
  for (const [name, values] of Object.entries(wanted.history)) {
    values.forEach((value, epoch) =>
      expect(found.history[name]![epoch], `${name} of epoch ${epoch}`).toBeCloseTo(value, 4),
    );
  }
  wanted.scores.forEach((score, at) => expect(found.scores[at], `score ${at}`).toBeCloseTo(score, 3));
}

/** What a page does to hand over a promise's value. */
function giveResult(promise: string): string {
  return `${promise}.then((result) => (globalThis.result = result), (error) => (globalThis.failure = error.stack));`;
}

/** Ways to train, a script each: what the address of the page says after `?` is loaded. */
const scripts = {
  plain: `${main}\n${giveResult('train()')}`,
  threads: `${main}\n${giveResult('createOnnxEngine({ threads: 2 }).then((engine) => train({ engine }))')}`,
  worker: `
const worker = new Worker(new URL('./in-worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => (globalThis.result = data);
worker.onerror = ({ message }) => (globalThis.failure = message);`,
  gpu: `${main}\n${giveResult("createOnnxEngine({ device: 'gpu' }).then((engine) => train({ engine }))")}`,
  reading: `
import { createMemoryHost, createOnnxEngine, load } from 'kmodel-lang/browser';
const host = createMemoryHost(${JSON.stringify({ 'digits.kmodel': text, 'tower.kmodel': tower })});
${samples}
const read = async (device) => {
  const model = await load('digits.kmodel', { host, engine: await createOnnxEngine({ device }) });
  const sums = [];
  const note = () => sums.push(Object.values(model.getWeights())[0].data.reduce((sum, value) => sum + Math.abs(value), 0));
  let refusal;
  const look = setInterval(() => {
    try {
      model.getWeights();
    } catch (error) {
      refusal = error.message;
    }
  }, 1);
  await model.fit({ image, digit }, { epochs: 2, callbacks: [{ onEpochEnd: note }] });
  clearInterval(look);
  note();
  await model.trainOnBatch({ image, digit });
  note();
  await model.applyGradients(await model.gradients({ image, digit }));
  note();
  await model.evaluate({ image, digit });
  const { digit: scores } = await model.predict({ image });
  const state = model.getState();
  await model.dispose();
  return { sums, refusal, scores: [...scores.data], names: Object.keys(state) };
};
${giveResult("read('gpu').then(async (gpu) => [gpu, await read('cpu')])")}`,
};

const imports = Object.keys(scripts).map((name) => `${name}: () => import('./${name}.js')`);
const files = {
  'src/models/digits.kmodel': text,
  'src/models/tower.kmodel': tower,
  ...Object.fromEntries(Object.entries(scripts).map(([name, script]) => [`src/${name}.js`, script])),
  'src/in-worker.js': `${main}\ntrain().then((result) => postMessage(result));`,
  'src/main.js': `const scripts = { ${imports.join(', ')} };\nscripts[location.search.slice(1)]();`,
};
let browser: Browser;
let wanted: Trained;
let built: string;
const servers: Server[] = [];

beforeAll(async () => {
  [browser, wanted, built] = await Promise.all([
    launchChromium({ gpu: true }),
    trainHere(),
    buildPage(files),
  ]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

async function trainThere(name: keyof typeof scripts, options = {}): Promise<Trained> {
  const { server, address } = await serve(built, options);
  servers.push(server);
  return resultOf<Trained>(browser, `${address}?${name}`);
}

describe('a model that a page imports, bundled by Vite', { timeout: 120_000 }, () => {
  it('trains there to the losses of Node, and predicts the same', async () => {
    expectSame(await trainThere('plain'), wanted);
  });

  it('does so on several threads where the page is isolated', async () => {
    expectSame(await trainThere('threads', { isolated: true }), wanted);
  });

  it('does so in a worker', async () => {
    expectSame(await trainThere('worker'), wanted);
  });

  it('keeps its weights on the GPU between two steps, and gives them to callbacks and after every call', async () => {
    const { server, address } = await serve(built);
    servers.push(server);
    const [gpu, cpu] = await resultOf<readonly [Read, Read]>(browser, `${address}?reading`);
    expect(gpu.refusal).toMatch(/^The weights are on the GPU while the model trains/);
    expect(cpu.refusal).toBeUndefined();
    expect(gpu.names).toEqual(cpu.names);
    expect(new Set(cpu.sums.map((sum) => sum.toFixed(4))).size).toBe(4);
    cpu.sums.forEach((sum, at) => expect(gpu.sums[at], `sum ${at}`).toBeCloseTo(sum, 2));
    cpu.scores.forEach((score, at) => expect(gpu.scores[at], `score ${at}`).toBeCloseTo(score, 2));
  });

  it('does so on the GPU', async () => {
    expectSame(await trainThere('gpu'), wanted);
  });
});
