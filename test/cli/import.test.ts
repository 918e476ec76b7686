import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../compiler/index.ts';
import { importModel, load, saveKerasModel } from '../../runtime/index.ts';
import { readKerasOptimizer } from '../../runtime/weights/keras-optimizer.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const files = join(import.meta.dirname, '../golden/files');

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
});
const importing = (...args: string[]) => kmodel(['import', ...args], folder);

describe('kmodel import', () => {
  it('writes the text, and the weights where they are asked for', () => {
    const { code, stdout, stderr } = importing(
      join(files, '02_qa.keras'),
      '-o',
      'qa.kmodel',
      '--weights',
      'qa.safetensors',
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Wrote qa.safetensors.\nWrote qa.kmodel.\n',
    });
    expect(kmodel(['check', 'qa.kmodel'], folder).code).toBe(0);
    expect(kmodel(['format', 'qa.kmodel', '--check'], folder).code).toBe(0);
    writeFileSync(
      join(folder, 'd.jsonl'),
      `${JSON.stringify({ text: Array(10).fill(1), question: Array(6).fill(1) })}\n`,
    );
    const args = [
      'predict',
      'qa.kmodel',
      '--weights',
      'qa.safetensors',
      '--data',
      'd.jsonl',
      '-o',
      'p.jsonl',
    ];
    expect(kmodel(args, folder).code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'p.jsonl'), 'utf8')).answer).toHaveLength(20);
  });

  it('writes text, weights and the state of the optimizer in one file, from which a training goes on', async () => {
    const trained = join(import.meta.dirname, '../runtime/import/trained/chain.keras');
    expect(importing(trained, '-o', 'chain.kmodel.zip')).toMatchObject({
      code: 0,
      stderr:
        'The state of the optimizer comes along: a training goes on with it.\nWrote chain.kmodel.zip.\n',
    });
    const again = kmodel(['generate', 'chain.kmodel.zip', '-o', 'chain.keras'], folder);
    expect(again.code).toBe(0);
    const [there, back] = await Promise.all(
      [trained, join(folder, 'chain.keras')].map((path) => readKerasOptimizer(path)),
    );
    expect(back).toEqual(there);
    // tfjs holds what SGD adds up in another unit.
    const web = kmodel(['generate', 'chain.kmodel.zip', '--target', 'tfjs', '-o', 'web'], folder);
    expect(web.code).toBe(0);
    const { optimizer } = await importModel(join(folder, 'web/model.json'), { optimizer: true });
    expect(Object.keys(optimizer!)).toHaveLength(there!.length);
  });

  it('refuses weights beside a file that holds them, and a file without any', async () => {
    const trained = join(files, '01_mlp.keras');
    const { code, stderr } = importing(trained, '-o', 'm.kmodel.zip', '--weights', 'm.safetensors');
    expect(code).toBe(2);
    expect(stderr).toContain('m.kmodel.zip holds the weights itself.');
    const host = createMemoryHost({
      'm.kmodel': 'model M {\n  input x: float32[4]\n  head y = x -> Dense(2)\n}',
    });
    await saveKerasModel((await load('m.kmodel', { host })).graph, join(folder, 'm.json'), undefined);
    expect(importing('m.json', '-o', 'm.kmodel.zip').stderr).toContain('m.json holds no weights.');
  });

  it('writes over nothing that is there', () => {
    writeFileSync(join(folder, 'qa.kmodel'), 'mine');
    const { code, stderr } = importing(join(files, '02_qa.h5'), '-o', 'qa.kmodel');
    expect(code).toBe(1);
    expect(stderr).toContain('qa.kmodel is there already.');
    expect(readFileSync(join(folder, 'qa.kmodel'), 'utf8')).toBe('mine');
    expect(importing(join(files, '02_qa.h5'), '-o', 'qa.kmodel', '--force').code).toBe(0);
  });

  it('writes nothing where the file cannot be imported', () => {
    const config = {
      name: 'm',
      layers: [
        {
          class_name: 'InputLayer',
          config: { batch_shape: [null, 4], dtype: 'float32', name: 'x' },
          name: 'x',
          inbound_nodes: [],
        },
        {
          class_name: 'Lambda',
          config: { name: 'twist' },
          name: 'twist',
          inbound_nodes: [[['x', 0, 0, {}]]],
        },
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['twist', 0, 0]],
    };
    writeFileSync(join(folder, 'm.json'), JSON.stringify({ class_name: 'Functional', config }));
    const { code, stderr } = importing('m.json', '-o', 'm.kmodel');
    expect(code).toBe(1);
    expect(stderr).toContain('Layer `twist` is a Lambda: it holds Python code, which kmodel does not run.');
    expect(readdirSync(folder)).toEqual(['m.json']);
  });

  it.each([
    [[join(files, '02_qa.keras')], 2, 'needs a file to write to'],
    [[join(files, '02_qa.keras'), '-o', 'qa.txt'], 2, 'is no model file'],
    [[join(files, '02_qa.keras'), '-o', 'qa.kmodel', '--weights', 'w.h5'], 2, 'is no file of weights'],
    [['none.keras', '-o', 'qa.kmodel'], 1, 'none.keras'],
    [[join(files, '02_qa.json'), '-o', 'qa.kmodel', '--weights', 'w.safetensors'], 1, '02_qa.json'],
  ])('%j ends with %i', (args, expected, message) => {
    const { code, stderr } = importing(...args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'qa.kmodel'))).toBe(false);
  });
});

describe('a file that cannot be imported', () => {
  it.each(['a.keras', 'a.h5', 'a.json', 'a.onnx'])('leaves nothing behind: %s', (name) => {
    const place = emptyFolder();
    writeFileSync(join(place, name), 'nothing of the kind');
    const { code, stderr } = kmodel(['import', name, '-o', 'm.kmodel', '--weights', 'm.safetensors'], place);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /);
    expect(readdirSync(place)).toEqual([name]);
  });
});
