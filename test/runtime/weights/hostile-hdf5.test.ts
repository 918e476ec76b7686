import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { KmodelError } from '../../../runtime/errors.ts';
import { load } from '../../../runtime/load.ts';
import type { Model } from '../../../runtime/model.ts';
import { loadWeights } from '../../../runtime/weights/save.ts';
import { emptyFolder, freshKmodel } from '../../cli/run-cli.ts';
import { testEngine } from '../../support/engine.ts';

const text = 'model M {\n  input x: float32[4]\n  head y = x -> Dense(2, name: "dense") { loss: mse }\n}\n';
const secret = 'TOP-SECRET';

let folder: string;
let model: Model;
beforeAll(async () => {
  folder = emptyFolder();
  cpSync(join(import.meta.dirname, 'hostile'), folder, { recursive: true });
  writeFileSync(join(folder, 'm.kmodel'), text);
  // What the files point at, where they look for it.
  writeFileSync(join(folder, 'secret.bin'), secret);
  cpSync(join(folder, 'plain.weights.h5'), join(folder, 'secret.h5'));
  model = await load('m.kmodel', {
    host: createMemoryHost({ 'm.kmodel': text }),
    engine: await testEngine(),
  });
});

const at = (name: string) => join(folder, `${name}.weights.h5`);

async function refusal(name: string): Promise<string> {
  const before = model.getWeights();
  const error: unknown = await loadWeights(model, at(name)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KmodelError);
  expect(model.getWeights()).toEqual(before);
  return (error as Error).message;
}

describe('an HDF5 file that points elsewhere', () => {
  it.each([
    ['external-storage', 'the numbers of `/layers/dense/vars/0` are damaged, or kept in another file'],
    [
      'external-storage-absolute',
      'the numbers of `/layers/dense/vars/0` are damaged, or kept in another file',
    ],
    ['external-storage-input', 'the numbers of `/layers/dense/vars/0` are damaged, or kept in another file'],
    ['external-link', '`/layers/dense/vars/0` is a link to another file, which kmodel does not follow'],
    ['external-group', '`/layers/dense` is a link to another file, which kmodel does not follow'],
    ['virtual', '`/layers/dense/vars/0` is put together from other files, which kmodel does not follow'],
  ])('%s: is refused, and says where', async (name, reason) => {
    expect(await refusal(name)).toContain(reason);
  });

  it('brings nothing of another file into what kmodel writes, and says so in two lines', () => {
    const args = ['generate', 'm.kmodel', '--target', 'tfjs', '-o', 'web', '--weights'];
    const { code, stderr } = freshKmodel([...args, 'external-storage.weights.h5'], folder);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(stderr).not.toContain(secret);
  });
});

describe('an HDF5 file that never ends', () => {
  it.each(['loop', 'cell-loop', 'shared'])('%s: groups that links repeat are refused', async (name) => {
    expect(await refusal(name)).toContain('is another one by a link');
  });

  it('refuses groups that stand too deep', async () => {
    expect(await refusal('deep')).toContain('stands too deep');
  });

  it('refuses a link to itself', async () => {
    expect(await refusal('soft-loop')).toContain('`/layers/dense/vars/0` is no dataset');
  });

  it('refuses a few kilobytes that would become gigabytes, before it reads them', async () => {
    expect(await refusal('unwritten')).toContain(
      'would become 9.4 GiB in memory, and kmodel unpacks at most 2 GiB of a file.',
    );
  });
});

describe('numbers of every width', () => {
  const kernel = [0, 1, 2, 3, 4, 5, 6, 7];

  it.each([
    'plain',
    'stored-f2',
    'stored-f8',
    'stored-i8',
    'stored-i4',
    'stored-u1',
    'stored-f4-big-endian',
    'gzipped',
  ])('%s: are read', async (name) => {
    await loadWeights(model, at(name));
    expect([...model.getWeights()['dense/kernel']!.data]).toEqual(kernel);
  });

  it.each(['complex', 'compound', 'text'])('%s: is refused', async (name) => {
    expect(await refusal(name)).toContain('`/layers/dense/vars/0` holds no plain numbers');
  });

  it('refuses a dataset without a shape', async () => {
    expect(await refusal('no-space')).toContain('`/layers/dense/vars/0` has no shape');
  });
});

describe('an HDF5 file that is cut off', () => {
  it.each([9, 500, 2000, 4000, 6000])('says so in one sentence after %i bytes', (length) => {
    writeFileSync(join(folder, 'cut.h5'), readFileSync(at('plain')).subarray(0, length));
    writeFileSync(join(folder, 'data.csv'), 'x_0,x_1,x_2,x_3,y_0,y_1\n1,2,3,4,5,6\n');
    const { code, stderr } = freshKmodel(
      ['evaluate', 'm.kmodel', '--data', 'data.csv', '--weights', 'cut.h5'],
      folder,
    );
    expect(stderr).toBe('error: cut.h5 is not a whole HDF5 file of Keras.\n');
    expect(code).toBe(1);
  });
});
