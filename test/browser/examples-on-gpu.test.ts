import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createOnnxEngine } from '../../runtime/index.ts';
import { Model } from '../../runtime/model.ts';
import { launchChromium } from '../support/chromium.ts';
import { smallerExampleTexts } from '../support/smaller-examples.ts';
import { dataFor, subjectFrom } from '../support/subjects.ts';
import { expectSameNumbers } from '../support/three-steps.ts';
import { buildPage, resultOf, serve } from './page.ts';

/** One of each kind: dense layers, convolutions, normalization, recurrent layers, attention. */
const names = ['mlp', 'digits', 'residual', 'question-answering', 'transformer'].map(
  (name) => `${name}.kmodel`,
);

/** Two samples, which are one batch: an epoch is a step. */
const samples = 2;
const epochs = 3;
const options = { epochs, batchSize: samples, shuffle: false };

/** Losses of three steps between which nobody reads state, and the first number that each head predicts then. */
async function trainHere(name: string): Promise<readonly number[]> {
  const { graph } = subjectFrom(smallerExampleTexts, name);
  const model = new Model(graph, await createOnnxEngine({ threads: 1 }), { seed: 1 });
  const data = dataFor(graph, samples);
  const { history } = await model.fit(data, options);
  const predicted = await model.predict(data);
  await model.dispose();
  return [
    ...Object.values(history).flat(2),
    ...Object.values(predicted).map((head) => head.data[0]!),
  ] as number[];
}

/** The same in a page, one example after the other. */
const main = `
import { compileModel, createMemoryHost, createModel, createOnnxEngine } from 'kmodel-lang/browser';
import { texts, dataOf } from './examples.js';
const engine = createOnnxEngine({ device: 'gpu' });
const train = async (name) => {
  const { graph } = compileModel(name, createMemoryHost(texts));
  const model = await createModel(graph, { engine: await engine, seed: 1 });
  const { history } = await model.fit(dataOf[name], ${JSON.stringify(options)});
  const predicted = await model.predict(dataOf[name]);
  await model.dispose();
  return [...Object.values(history).flat(2), ...Object.values(predicted).map((head) => head.data[0])];
};
const trainAll = async () => {
  const found = {};
  for (const name of Object.keys(dataOf)) found[name] = await train(name);
  return found;
};
trainAll().then(
  (result) => (globalThis.result = result),
  (error) => (globalThis.failure = error.stack),
);
`;

/** A script with the texts of the examples and samples for each. */
function examplesScript(): string {
  const data = names.map((name) => {
    const arrays = Object.entries(dataFor(subjectFrom(smallerExampleTexts, name).graph, samples));
    const written = arrays.map(([key, { dtype, shape, data: numbers }]) => {
      const kind = dtype === 'int32' ? 'Int32Array' : 'Float32Array';
      return `${JSON.stringify(key)}: { dtype: '${dtype}', shape: [${shape.join()}], data: ${kind}.of(${numbers.join()}) }`;
    });
    return `${JSON.stringify(name)}: { ${written.join(', ')} }`;
  });
  return `export const texts = ${JSON.stringify(smallerExampleTexts)};\nexport const dataOf = { ${data.join(',\n')} };`;
}

let browser: Browser;
let server: Server;
let found: Readonly<Record<string, readonly number[]>>;

beforeAll(async () => {
  browser = await launchChromium({ gpu: true });
  const served = await serve(await buildPage({ 'src/main.js': main, 'src/examples.js': examplesScript() }));
  server = served.server;
  found = await resultOf(browser, served.address);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('examples on the GPU of a page', () => {
  it.each(names)('%s trains to the losses of Node', { timeout: 120_000 }, async (name) => {
    expectSameNumbers(found[name]!, await trainHere(name));
  });
});
