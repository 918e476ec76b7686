import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel, mainScript } from './run-cli.ts';

const folder = emptyFolder();
const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(folder, name), content);
afterAll(() => rmSync(folder, { recursive: true }));

const model = (source: string) => `model M {
  input x: float32[2]
  head kind = x -> Normalization() -> Dense(2, activation: softmax) {
    loss: sparse_categorical_crossentropy
    classes: ["red", "blue"]
    metrics: [accuracy]
  }
  data { source: ${source}, columns: { x: ["a", "b"] } }
  train { epochs: 1, seed: 1, batch_size: 4096 }
}
`;
const table = (rows: string) => `a,b,kind\n${rows}`;
const pair = '1,2,red\n3,4,blue\n';

beforeAll(() => {
  write('few.csv', table(pair.repeat(20)));
  write('m.kmodel', model('"few.csv"'));
  expect(kmodel(['train', 'm.kmodel', '-o', 'run'], folder).code).toBe(0);
});

/** What a command that must fail says; it leaves nothing behind. */
function refused(...args: readonly string[]): string {
  const before = readdirSync(folder);
  const { code, stderr, stdout } = kmodel(args, folder);
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual(before);
  return stderr + stdout;
}

describe('tables that go wrong far down', () => {
  it.each([[[]], [['--memory', '0']]])('a column that changes its type at row one million: %j', (options) => {
    write('million.csv', table(`${pair.repeat(500_000)}5,many,red\n`));
    write('million.kmodel', model('"million.csv"'));
    expect(kmodel(['check', 'million.kmodel'], folder).code).toBe(0);
    expect(refused('train', 'million.kmodel', '-o', 'none', ...options)).toContain(
      'million.csv, line 1000002, column `b`: "many" is no number.',
    );
  });

  it('a class that no training has seen', () => {
    write('unseen.csv', table(`${pair}3,4,green\n`));
    expect(refused('evaluate', 'm.kmodel', '--weights', 'run', '--data', 'unseen.csv')).toContain(
      'unseen.csv, line 4, column `kind` holds "green", but the classes of head `kind` are "red", "blue".',
    );
  });

  it('a file that grows while it is read', async () => {
    write('grows.csv', table(pair.repeat(300_000)));
    write('grows.kmodel', model('"grows.csv"'));
    const child = spawn(process.execPath, [mainScript, 'train', 'grows.kmodel', '-o', 'none'], {
      cwd: folder,
    });
    let stderr = '';
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    const grow = setInterval(() => appendFileSync(join(folder, 'grows.csv'), pair), 20);
    const code = await new Promise((done) => child.on('close', done));
    clearInterval(grow);
    expect(stderr).toContain('error: grows.csv was written to while it was read.');
    expect(code).toBe(1);
  });

  it('two sources of different columns', () => {
    write('other.csv', table(pair).replace('b,', 'c,'));
    write('two.kmodel', model('["few.csv", "other.csv"]'));
    expect(refused('train', 'two.kmodel', '-o', 'none')).toContain(
      'other.csv has other columns than few.csv: it lacks `b` and has `c` besides.',
    );
    expect(refused('train', 'm.kmodel', '-o', 'none', '--data', 'other.csv')).toContain(
      'The data has no column `b`, of which input `x` of `M` is made.',
    );
  });

  it('an image that does not decode', async () => {
    for (const kind of ['red', 'blue']) {
      mkdirSync(join(folder, 'pictures', kind), { recursive: true });
      const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: kind } });
      for (let index = 0; index < 4; index++)
        write(`pictures/${kind}/${index}.png`, await picture.png().toBuffer());
    }
    expect(kmodel(['init', '--from', 'pictures'], folder).code).toBe(0);
    write('pictures/red/9.png', 'no picture');
    for (const options of [[], ['--memory', '0']])
      expect(refused('train', 'pictures.kmodel', '-o', 'none', ...options)).toContain(
        'The image pictures/red/9.png cannot be decoded:',
      );
  });
});

describe('--class-weight', () => {
  const lossOf = (...args: readonly string[]) => {
    const { code, stdout, stderr } = kmodel(
      ['train', 'm.kmodel', '-o', 'weighed', '--force', '--json', ...args],
      folder,
    );
    const event = stdout.split('\n').find((line) => line.startsWith('{"event":"epoch"'));
    return {
      code,
      stderr,
      loss: event === undefined ? NaN : (JSON.parse(event) as { logs: { loss: number } }).logs.loss,
    };
  };

  it('weighs classes by their names and numbers alike', () => {
    const plain = lossOf().loss;
    const named = lossOf('--class-weight', 'red=3', '--class-weight', 'blue=3').loss;
    expect(named).toBeCloseTo(3 * plain, 5);
    const one = lossOf('--class-weight', 'red=3').loss;
    expect(one).not.toBeCloseTo(plain, 3);
    expect(lossOf('--class-weight', '0=3').loss).toBe(one);
    expect(lossOf('--class-weight', 'kind:red=3').loss).toBe(one);
  });

  it.each([
    ['green=3', 1, 'Head `kind` has no class `green` to weigh.'],
    ['red=x', 2, '`--class-weight red=x` needs a class, `=` and a number'],
    ['red=1,blue=2', 2, 'Give it once for each: `--class-weight red=1` `--class-weight blue=2`.'],
    ['red', 2, '`--class-weight red` needs a class, `=` and a number'],
  ])('%s ends with %i in a sentence', (text, code, sentence) => {
    const result = lossOf('--class-weight', text);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(sentence);
  });
});
