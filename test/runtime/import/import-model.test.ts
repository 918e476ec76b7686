import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/bind/host.ts';
import { compileModel } from '../../../compiler/check/compile.ts';
import { formatText } from '../../../grammar/format.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';
import { KmodelError } from '../../../runtime/errors.ts';
import { importModel } from '../../../runtime/import/import-model.ts';
import { saveKerasModel } from '../../../runtime/keras/save-model.ts';
import { Model } from '../../../runtime/model.ts';
import { testEngine } from '../../support/engine.ts';
import {
  compileGoldenModel,
  goldenModelNames,
  toHostTensor,
  type GoldenTensor,
} from '../../support/golden-model.ts';
import { sameModel } from '../../support/same-model.ts';

const files = join(import.meta.dirname, '../../golden/files');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-import-'));

const compile = (text: string, model: string) => {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
};

interface SavedModel {
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly predictions: Readonly<Record<string, GoldenTensor>>;
}

describe.each(['01_mlp', '02_qa', '03_posts', '06_siamese', '08_two_images'])(
  '%s as Keras saves it',
  (name) => {
    const saved = JSON.parse(readFileSync(join(files, `${name}.json`), 'utf8')) as SavedModel;

    it.each(['keras', 'h5'])('is imported from .%s and predicts what Keras predicts', async (ending) => {
      const { text, model: name_, weights } = await importModel(join(files, `${name}.${ending}`));
      const model = new Model(compile(text, name_), await testEngine(), { seed: 0 });
      model.setWeights(weights!);
      const inputs = Object.entries(saved.inputs).map(([key, tensor]) => [key, toHostTensor(tensor)]);
      const predictions = await model.predict(Object.fromEntries(inputs));
      for (const [head, expected] of Object.entries(saved.predictions)) {
        const actual = predictions[head]!.data;
        expected.data.forEach((value, index) =>
          expect(Math.abs(actual[index]! - value), `${head}[${index}]`).toBeLessThanOrEqual(
            1e-5 + 1e-4 * Math.abs(value),
          ),
        );
      }
    });

    it('trains as it was compiled in Keras', async () => {
      const { text, model } = await importModel(join(files, `${name}.keras`), { weights: false });
      const { training, heads } = compile(text, model);
      const own = compileGoldenModel(name);
      expect(training.optimizer.name).toBe(own.training.optimizer.name);
      expect(heads.map(({ loss, weight }) => [loss?.name, weight])).toEqual(
        own.heads.map(({ loss, weight }) => [loss?.name, weight]),
      );
    });
  },
);

describe('a model that goes out to Keras and comes back', () => {
  it.each(goldenModelNames())('is the same: %s', async (name) => {
    const graph = compileGoldenModel(name);
    const model = new Model(graph, await testEngine(), { seed: 3 });
    const path = join(folder, `${name}.keras`);
    await saveKerasModel(graph, path, { weights: model.getWeights(), optimizer: undefined });
    const back = await importModel(path);
    const again = compile(back.text, back.model);
    expect(sameModel(again)).toEqual(sameModel(graph));
    expect(
      Object.values(back.weights!)
        .map(({ shape }) => shape.join())
        .sort(),
    ).toEqual(
      Object.values(model.getWeights())
        .map(({ shape }) => shape.join())
        .sort(),
    );
  });
});

describe('an example that goes out to Keras and comes back', () => {
  const examples = join(import.meta.dirname, '../../../examples');
  const names = readdirSync(examples).filter((name) => name.endsWith('.kmodel'));

  it.each(names)('is the same: %s', async (name) => {
    const { graph } = compileModel(join(examples, name), createNodeHost());
    const path = join(folder, `${name}.json`);
    await saveKerasModel(graph!, path, undefined);
    const { text, model } = await importModel(path);
    expect(sameModel(compile(text, model))).toEqual(sameModel(graph!));
    expect(await formatText(text)).toBe(text);
  });
});

describe('a file that cannot be imported', () => {
  const messageOf = async (path: string): Promise<string> => {
    try {
      await importModel(path);
    } catch (error) {
      expect(error).toBeInstanceOf(KmodelError);
      return (error as Error).message;
    }
    return 'no error';
  };
  const written = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it('is refused in one sentence', async () => {
    expect(await messageOf(join(files, '01_mlp.weights.h5'))).toContain('holds weights without the model');
    expect(await messageOf(written('a.keras', 'no zip'))).toContain('is not a whole .keras archive');
    expect(await messageOf(written('a.json', '{"class_name"'))).toContain('holds no whole JSON');
    expect(await messageOf(written('b.json', '[1, 2]'))).toContain('no configuration of a model of Keras');
    expect(await messageOf(written('a.pb', ''))).toContain(
      'has an ending from which kmodel imports no model',
    );
    const whole = readFileSync(join(files, '02_qa.keras'));
    expect(await messageOf(written('cut.keras', whole.subarray(0, 3000)))).toContain('cut.keras');
  });

  it('goes no deeper than models do', async () => {
    const deep = `{"class_name":"Functional","config":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await messageOf(written('deep.json', deep))).toContain('deep.json');
  });
});
