import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KmodelError } from '../../../runtime/errors.ts';
import {
  importModel,
  load,
  loadModel,
  loadWeights,
  readCheckpoint,
  saveKerasModel,
  saveTfjsModel,
  saveWeights,
} from '../../../runtime/index.ts';
import { modelOf } from '../own/support.ts';

const model = await modelOf('model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n}\n');

/** Functions that take a path as a program gives it, unchecked. */
const calls: Readonly<Record<string, (path: never) => unknown>> = {
  importModel,
  load,
  loadModel,
  loadWeights: (path) => loadWeights(model, path),
  saveWeights: (path) => saveWeights(model, path),
  'model.save': (path) => model.save(path),
  saveKerasModel: (path) => saveKerasModel(model.graph, path, undefined),
  saveTfjsModel: (path) => saveTfjsModel(model, path),
  readCheckpoint,
};

async function errorOf(run: () => unknown): Promise<KmodelError> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(KmodelError);
    return error as KmodelError;
  }
  throw new Error('nothing was refused');
}

describe.each(Object.entries(calls))('%s', (name, call) => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [3, 'a number'],
    [{}, 'an object'],
    [['m.keras'], 'a list'],
    [Buffer.from('m'), 'bytes'],
    [new ArrayBuffer(2), 'bytes'],
    [pathToFileURL('/m.keras'), 'a URL'],
  ])('says that it takes no %j', async (given, kind) => {
    const { message } = await errorOf(() => call(given as never));
    expect(message).toBe(`\`${name}\` takes a path, as a string, and was given ${kind}.`);
  });

  it.each([
    ['https://example.com/m.keras', 'Save it as a file first.'],
    ['file:///m.keras', 'Give `fileURLToPath(address)`, of `node:url`.'],
  ])('takes no address, %s', async (address, way) => {
    const error = await errorOf(() => call(address as never));
    expect(error.message).toContain('is an address');
    expect(error.help).toBe(way);
  });

  it('takes no empty path', async () => {
    expect((await errorOf(() => call('' as never))).message).toContain('an empty one');
  });
});

describe('importModel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-test-'));
  const written = (name: string): string => {
    writeFileSync(join(folder, name), '');
    return join(folder, name);
  };

  it.each([
    ['m.safetensors', 'holds numbers without the model'],
    ['m.npz', 'holds numbers without the model'],
    ['m.pt', 'holds pickled Python'],
    ['m.kmodel', 'is a model of kmodel already'],
    ['m.kmodel.zip', 'is a model of kmodel already'],
    ['m.txt', 'has an ending from which kmodel imports no model'],
    ['m.keras', 'is not a whole .keras archive'],
    ['m.h5', 'is not a whole HDF5 file'],
    ['m.json', 'holds no whole JSON'],
    ['m.onnx', 'holds no graph of ONNX'],
  ])('says what an empty %s is', async (name, message) => {
    expect((await errorOf(() => importModel(written(name)))).message).toContain(message);
  });

  it.each(['.keras', '.h5', '.json', '.onnx'])('reads no folder that ends in %s', async (ending) => {
    const path = join(folder, `folder${ending}`);
    mkdirSync(path);
    expect((await errorOf(() => importModel(path))).message).toContain('it is a folder');
  });

  it.each([NaN, -1, 0])('takes no limit of %j', async (maxUnpacked) => {
    const path = join(folder, 'limit.json');
    writeFileSync(path, '{}');
    const { message } = await errorOf(() => importModel(path, { maxUnpacked }));
    expect(message).toBe(`\`maxUnpacked\` is ${maxUnpacked}: a number of bytes above 0 is needed.`);
  });
});
