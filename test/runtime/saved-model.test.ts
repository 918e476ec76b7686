import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { load, loadModel, type Model } from '../../runtime/index.ts';
import { testEngine } from '../support/engine.ts';
import { floats, modelOf, numbers } from './own/support.ts';

const text = `import { Body } from "./parts/body.kmodel"

model M(units: int = 2) {
  input word: string
  input x: float32[2]
  branch known = word -> StringLookup()
  branch code = known -> Embedding(6, 2)
  head y = [x, code] -> Concatenate() -> Body(units) -> Dense(1) { loss: mse }
  train { optimizer: Adam(0.1), epochs: 2, batch_size: 2 }
}
`;

const body = `import { steep } from "../shared.kmodel"

block Body(n: int) {
  input x
  return x -> Dense(n, use_bias: steep)
}
`;

const shared = 'const steep = false\n';

const data = {
  word: ['Ulm', 'Bonn', 'Ulm', 'Linz'],
  x: floats([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
  y: floats([4, 1], [1, 2, 3, 4]),
};

let folder: string;
let engine: Awaited<ReturnType<typeof testEngine>>;
let trained: Model;
let saved: string;

beforeAll(async () => {
  engine = await testEngine();
  folder = mkdtempSync(join(tmpdir(), 'kmodel-saved-'));
  writeFileSync(join(folder, 'package.json'), '{}');
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'm.kmodel'), text);
  writeFileSync(join(folder, 'parts', 'body.kmodel'), body);
  writeFileSync(join(folder, 'shared.kmodel'), shared);
  trained = await load(join(folder, 'm.kmodel'), { engine, seed: 3, parameters: { units: 3 } });
  await trained.fit(data, { epochs: 2 });
  saved = join(folder, 'm.kmodel.zip');
  await trained.save(saved);
});

describe('a model in one file', () => {
  it('comes back with its parameters, weights and vocabulary, elsewhere and without the text', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-elsewhere-')), 'copy.kmodel.zip');
    writeFileSync(path, readFileSync(saved));
    const again = await loadModel(path, { engine });
    expect(again.graph.parameters).toEqual({ units: 3 });
    expect(again.describeLearned()).toEqual(trained.describeLearned());
    const asked = { word: ['Bonn', 'Rom'], x: floats([2, 2], [1, 1, 2, 2]) };
    expect(numbers((await again.predict(asked)).y)).toEqual(numbers((await trained.predict(asked)).y));
  });

  it('trains on as the model itself would, with the state of its optimizer', async () => {
    const again = await loadModel(saved, { engine, seed: 3 });
    const on = await loadModel(saved, { engine, seed: 3 });
    const fresh = await load(join(folder, 'm.kmodel'), { engine, seed: 3, parameters: { units: 3 } });
    await fresh.fit(data, { epochs: 3 });
    await again.fit(data, { epochs: 3, initialEpoch: 2 });
    expect(again.getState()).toEqual(fresh.getState());
    expect(Object.keys(on.getState()).filter((name) => name.startsWith('optimizer:')).length).toBeGreaterThan(
      0,
    );
  });

  it('is the same bytes for the same model', async () => {
    const other = join(folder, 'other.kmodel.zip');
    await trained.save(other);
    expect(readFileSync(other).equals(readFileSync(saved))).toBe(true);
  });

  it('is a zip file of the texts as they are, and weights that others read', () => {
    const names = Object.keys(unzipSync(readFileSync(saved)));
    expect(names).toEqual([
      'about.json',
      'model.kmodel',
      'model/parts/body.kmodel',
      'model/shared.kmodel',
      'weights.safetensors',
      'state.safetensors',
    ]);
  });

  it('may be packed anew by other programs', async () => {
    const path = join(folder, 'packed.kmodel.zip');
    writeFileSync(path, zipSync(unzipSync(readFileSync(saved)), { level: 9 }));
    expect((await loadModel(path, { engine })).getWeights()).toEqual(trained.getWeights());
  });

  it('is saved again after it was loaded', async () => {
    const path = join(folder, 'again.kmodel.zip');
    await (await loadModel(saved, { engine })).save(path);
    expect(readFileSync(path).equals(readFileSync(saved))).toBe(true);
  });

  it('does not fit where parameters make it another model', async () => {
    const loading = loadModel(saved, { engine, parameters: { units: 4 } });
    await expect(loading).rejects.toThrow('The weight `y_body_dense/kernel` is [4, 4] in `M`');
  });
});

describe('a model that cannot be saved', () => {
  it('was not made from a file', async () => {
    const { graph } = trained;
    const { createModel } = await import('../../runtime/index.ts');
    const model = await createModel(graph, { engine });
    await expect(model.save(join(folder, 'x.kmodel.zip'))).rejects.toThrow('`M` was not made from a text');
  });

  it('has yet to learn', async () => {
    const model = await load(join(folder, 'm.kmodel'), { engine });
    await expect(model.save(join(folder, 'x.kmodel.zip'))).rejects.toThrow('`M` has yet to learn from data');
  });

  it('has an ending of another kind', async () => {
    await expect(trained.save(join(folder, 'x.zip'))).rejects.toThrow('an ending in which no model is saved');
    await expect(loadModel(join(folder, 'm.kmodel'))).rejects.toThrow('is no saved model');
    await expect(load(saved)).rejects.toThrow('holds weights beside the text');
  });
});

describe('a damaged or hostile file', () => {
  /** What loading says of the files of a saved model after they were changed. */
  async function said(change: (files: Record<string, Uint8Array>) => void): Promise<string> {
    const files = unzipSync(readFileSync(saved));
    change(files);
    const path = join(folder, 'bad.kmodel.zip');
    writeFileSync(path, zipSync(files));
    const error = await loadModel(path, { engine }).then(
      () => new Error('it was loaded'),
      (reason: unknown) => reason as Error,
    );
    return error.message.replaceAll(folder, '');
  }
  const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);

  it('is no zip file, or cut off', async () => {
    const path = join(folder, 'none.kmodel.zip');
    writeFileSync(path, 'model M {}');
    await expect(loadModel(path)).rejects.toThrow('is not a whole saved model: it is no zip file');
    const bytes = readFileSync(saved);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    await expect(loadModel(path)).rejects.toThrow('it is no zip file');
  });

  it('has a bit turned anywhere', async () => {
    const whole = readFileSync(saved);
    const path = join(folder, 'turned.kmodel.zip');
    for (let at = 40; at < whole.length; at += Math.ceil(whole.length / 60)) {
      const bytes = Uint8Array.from(whole);
      bytes[at]! ^= 0x10;
      writeFileSync(path, bytes);
      // Times and versions in headers mean nothing; all else is noticed, or changes nothing.
      const result = await loadModel(path, { engine }).catch((error: unknown) => error as Error);
      if (result instanceof Error) expect(result.name, `byte ${at}`).toMatch(/Error$/);
      else expect(result.getWeights(), `byte ${at}`).toEqual(trained.getWeights());
    }
  });

  it('lacks a part, or says nothing of itself', async () => {
    expect(await said((files) => delete files['about.json'])).toBe(
      '/bad.kmodel.zip is not a whole saved model: its about.json says not which model it holds.',
    );
    expect(await said((files) => (files['about.json'] = utf8('[1]')))).toContain('says not which model');
    expect(await said((files) => delete files['weights.safetensors'])).toContain(
      'it has no weights.safetensors',
    );
    expect(await said((files) => delete files['model.kmodel'])).toContain('There is no file');
    expect(await said((files) => delete files['model/shared.kmodel'])).toContain('shared.kmodel');
    expect(await said((files) => (files['state.safetensors'] = utf8('x')))).toContain(
      '/bad.kmodel.zip/state.safetensors is not a whole safetensors file',
    );
  });

  it('imports nothing from beside the file', async () => {
    const outside = 'import { steep } from "../../../shared.kmodel"\n';
    expect(
      await said((files) => (files['model/parts/body.kmodel'] = utf8(body.replace(/^import.*\n/, outside)))),
    ).toContain('shared.kmodel');
  });

  it('has a text that no memory holds', async () => {
    expect(await said((files) => (files['model.kmodel'] = new Uint8Array(2 ** 26 + 1)))).toContain(
      'would become',
    );
  });
});

describe('a model without a file', () => {
  it('has a text from memory all the same', async () => {
    const model = await modelOf(
      'model N {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    );
    const path = join(folder, 'n.kmodel.zip');
    await model.save(path);
    expect((await loadModel(path, { engine })).graph.name).toBe('N');
  });
});
