import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readData } from '../../runtime/data/read-data.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const table = 'id,x_1,x_2,y\n"A, 7",1,2,3\n008,4,5,6\n';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(
    join(folder, 'm.kmodel'),
    'model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n  head wide = x -> Dense(2)\n}\n',
  );
  writeFileSync(join(folder, 'data.csv'), table);
  kmodel(['train', 'm.kmodel', '--data', 'data.csv', '-o', 'run', '--epochs', '1', '--seed', '1'], folder);
});

const predict = (...args: string[]) =>
  kmodel(['predict', 'm.kmodel', '--weights', 'run/last.safetensors', '--data', 'data.csv', ...args], folder);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('kmodel predict', () => {
  it('prints CSV with `-o -`, and nothing else on standard output', () => {
    const { code, stdout } = predict('-o', '-', '--keep', 'id');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('id,y,wide_0,wide_1');
    expect(lines[1]).toMatch(/^"A, 7",(-?[\d.e-]+,?){3}$/);
    expect(lines[2]).toMatch(/^008,/);
  });

  it.each(['csv', 'jsonl', 'npz'])('keeps a column beside the predictions in .%s', (format) => {
    const { code, stderr } = predict('-o', `out.${format}`, '--keep', 'id', '--outputs', 'y');
    expect(code).toBe(0);
    expect(stderr).toContain(`Wrote id, y for 2 samples to out.${format}.`);
    if (format === 'csv') expect(read('out.csv')).toMatch(/^id,y\n"A, 7",\S+\n008,\S+\n$/);
    if (format === 'jsonl') expect(read('out.jsonl')).toMatch(/^\{"id":"A, 7","y":\[?\S+\n\{"id":"008",/);
    // numpy's own texts: six characters of four bytes each, as wide as the widest.
    if (format === 'npz')
      expect(readFileSync(join(folder, 'out.npz')).toString('latin1')).toContain("'descr': '<U4'");
  });

  describe('with --outputs', () => {
    beforeAll(() => {
      const text =
        'model Deep {\n  input x: float32[2]\n  head y = x -> Dense(3) -> ReLU() -> Dense(1) { loss: mse }\n}\n';
      writeFileSync(join(folder, 'deep.kmodel'), text);
      kmodel(['train', 'deep.kmodel', '--data', 'data.csv', '-o', 'deep', '--epochs', '1'], folder);
    });
    const outputs = (names: string) => {
      const args = ['--weights', 'deep/last.safetensors', '--data', 'data.csv', '-o', '-'];
      return kmodel(['predict', 'deep.kmodel', ...args, '--outputs', names], folder);
    };

    it('takes any layer that the summary shows', () => {
      const summary = JSON.parse(kmodel(['summary', 'deep.kmodel', '--json'], folder).stdout) as {
        readonly layers: readonly { readonly name: string }[];
      };
      const names = summary.layers.map(({ name }) => name);
      const { code, stdout } = outputs(names.join(','));
      expect(code).toBe(0);
      const [header, first] = stdout.split('\n');
      const columns = names.flatMap((name, index) =>
        index === 2 ? [name] : [0, 1, 2].map((unit) => `${name}_${unit}`),
      );
      expect(header).toBe(columns.join(','));
      const values = first!.split(',').map(Number);
      expect(values.slice(3, 6)).toEqual(values.slice(0, 3).map((value) => Math.max(0, value)));
      expect(outputs('y').stdout.split('\n')[1]).toBe(String(values[6]));
    });

    it('refuses what is no layer, with the nearest that is one', () => {
      const { code, stderr } = outputs('y_re_l');
      expect(code).toBe(1);
      expect(stderr).toContain('`Deep` has no head, branch or layer `y_re_l`; its heads are `y`.');
      expect(stderr).toContain('Did you mean `y_re_lu`?');
    });
  });

  it('prints floats as short as they read back', async () => {
    predict('-o', 'short.csv');
    predict('-o', 'exact.npz');
    const exact = (await readData([join(folder, 'exact.npz')], ['y'])).y!.data as Float32Array;
    const printed = read('short.csv')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]!);
    expect(printed.map((text) => Math.fround(Number(text)))).toEqual([...exact]);
    for (const text of printed)
      expect(text.replace(/[-.]|e.*/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(9);
  });

  it('never writes over what it reads: data, weights or model, by any name', () => {
    linkSync(join(folder, 'data.csv'), join(folder, 'hard.csv'));
    symlinkSync('data.csv', join(folder, 'soft.csv'));
    for (const name of ['data.csv', 'hard.csv', 'soft.csv', './run/../data.csv']) {
      const { code, stderr } = predict('-o', name);
      expect(stderr).toContain('to make what would be written over it.');
      expect(code).toBe(1);
    }
    expect(read('data.csv')).toBe(table);
  });

  it('says that there is nothing to keep', () => {
    const { code, stderr } = predict('-o', 'never.csv', '--keep', 'ids');
    expect(stderr).toContain('The data has nothing called `ids` to keep.\nhelp: Did you mean `id`?');
    expect(code).toBe(1);
  });

  it.each(['0', '-1', 'many', ''])('wants a number of GiB, and not `%s`', (text) => {
    const { code, stderr } = predict('-o', '-', '--max-unpacked', text);
    expect(stderr).toContain('needs a number of GiB above 0');
    expect(code).toBe(2);
  });
});

describe('targets in the other form', () => {
  const train = (loss: string, columns: string) => {
    writeFileSync(
      join(folder, 'classes.kmodel'),
      `model C {\n  input x: float32[2]\n  head y = x -> Dense(3, activation: softmax) { loss: ${loss} }\n}\n`,
    );
    writeFileSync(join(folder, 'classes.csv'), columns);
    return kmodel(['train', 'classes.kmodel', '--data', 'classes.csv', '-o', 'classes'], folder).stderr;
  };

  it('one-hot rows where class numbers are needed get the way out', () => {
    expect(train('sparse_categorical_crossentropy', 'x_0,x_1,y_0,y_1,y_2\n1,2,0,1,0\n')).toContain(
      'Rows with one entry per class go with `categorical_crossentropy`',
    );
  });

  it('class numbers where one-hot rows are needed get the way out', () => {
    expect(train('categorical_crossentropy', 'x_0,x_1,y\n1,2,1\n')).toContain(
      'Class numbers go with `sparse_categorical_crossentropy`',
    );
  });
});
