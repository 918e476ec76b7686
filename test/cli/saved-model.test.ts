import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const text = `model M(units: int = 2) {
  input x: float32[2]
  head y = x -> Dense(units) -> Dense(1) { loss: mse }
  train { optimizer: Adam(0.1), epochs: 2, batch_size: 2, seed: 1 }
}
`;

let folder: string;

beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), text);
  writeFileSync(join(folder, 'data.csv'), 'x_0,x_1,y\n1,2,3\n4,5,6\n7,8,9\n2,1,0\n');
  run('train', 'm.kmodel', '--set', 'units=3', '--data', 'data.csv', '-o', 'run');
  run('generate', 'm.kmodel', '--set', 'units=3', '--weights', 'run', '-o', 'm.kmodel.zip');
});

function run(...args: readonly string[]): string {
  const { code, stdout, stderr } = kmodel(args, folder);
  expect(stderr + stdout, args.join(' ')).not.toContain('error');
  expect(code, args.join(' ')).toBe(0);
  return stdout;
}

describe('a saved model on the command line', () => {
  it('predicts and evaluates as text and weights do', () => {
    const ways = [['m.kmodel.zip'], ['m.kmodel', '--set', 'units=3', '--weights', 'run/last.safetensors']];
    const [saved, apart] = ways.map((way) => run('predict', ...way, '--data', 'data.csv', '-o', '-'));
    expect(saved).toBe(apart);
    const [one, other] = ways.map((way) => run('evaluate', ...way, '--data', 'data.csv', '--json'));
    expect(one).toBe(other);
  });

  it('trains on with the state of its optimizer, as the run itself does', () => {
    run('train', 'm.kmodel.zip', '--data', 'data.csv', '-o', 'on', '--epochs', '1', '--no-shuffle');
    run(
      'train',
      'm.kmodel',
      '--set',
      'units=3',
      '--data',
      'data.csv',
      '-o',
      'fresh',
      '--epochs',
      '1',
      '--weights',
      'm.kmodel.zip',
      '--no-shuffle',
    );
    const loss = (name: string): unknown =>
      JSON.parse(readFileSync(join(folder, name, 'history.json'), 'utf8'));
    // The first loss is that of the same weights; what the optimizer keeps makes the last weights others.
    const weights = ['on', 'fresh'].map((name) => readFileSync(join(folder, name, 'last.safetensors')));
    expect(loss('on')).not.toEqual(loss('fresh'));
    expect(weights[0]!.equals(weights[1]!)).toBe(false);
  });

  it('is summed up, drawn, checked and written for others', () => {
    expect(run('summary', 'm.kmodel.zip')).toContain('[batch, 3]');
    expect(run('graph', 'm.kmodel.zip', '--format', 'mermaid')).toContain('Dense');
    run('generate', 'm.kmodel.zip', '-o', 'm.onnx');
    run('generate', 'm.kmodel.zip', '-o', 'again.kmodel.zip');
    expect(
      readFileSync(join(folder, 'again.kmodel.zip')).equals(readFileSync(join(folder, 'm.kmodel.zip'))),
    ).toBe(true);
  });

  it('keeps its text in the folder of a run', () => {
    run('train', 'm.kmodel.zip', '--data', 'data.csv', '-o', 'kept');
    expect(readFileSync(join(folder, 'kept', 'model.kmodel'), 'utf8')).toBe(text);
  });

  it('is not formatted, which would write a text over it', () => {
    const before = readFileSync(join(folder, 'm.kmodel.zip'));
    const { code, stderr } = kmodel(['format', 'm.kmodel.zip'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('take `model.kmodel` out of it');
    expect(readFileSync(join(folder, 'm.kmodel.zip')).equals(before)).toBe(true);
  });

  it('holds what the run holds at its end', () => {
    const files = unzipSync(readFileSync(join(folder, 'm.kmodel.zip')));
    expect(new TextDecoder().decode(files['about.json'])).toContain('"units": "3"');
    expect(files['weights.safetensors']).toEqual(
      new Uint8Array(readFileSync(join(folder, 'run', 'last.safetensors'))),
    );
  });

  it('that is damaged ends in one sentence', () => {
    writeFileSync(join(folder, 'bad.kmodel.zip'), 'nothing');
    for (const command of ['summary', 'graph']) {
      const { code, stderr } = kmodel([command, 'bad.kmodel.zip'], folder);
      expect(stderr).toContain('bad.kmodel.zip is not a whole saved model: it is no zip file.');
      expect(code).toBe(1);
    }
  });
});
