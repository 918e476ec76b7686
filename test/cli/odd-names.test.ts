import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../runtime/data/writers/npz.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => void (folder = emptyFolder()));

describe('names that kmodel uses itself', () => {
  const names = ['seed', 'learning_rate', 'iteration', 'v0', 'v3', 'constructor', 'toString', 'batch'];
  const model = `model M {
  input seq: float32[T, 1]
${names.map((name) => `  input ${name}: float32[1]`).join('\n')}
  branch start = seq -> GlobalAveragePooling1D()
  head valueOf = [start, ${names.join(', ')}] -> Concatenate() -> Dropout(0.5) -> Dense(1) { loss: mse, metrics: [mae] }
}
`;

  it.each(['onnx', 'tfjs'])(
    'are free for inputs and heads on %s: training, evaluating, predicting',
    (engine) => {
      writeFileSync(join(folder, 'm.kmodel'), model);
      const row = (index: number) =>
        JSON.stringify({
          seq: [[1], [2], [3]],
          ...Object.fromEntries(names.map((name) => [name, index])),
          valueOf: index,
        });
      writeFileSync(join(folder, 'm.jsonl'), `${[1, 2, 3, 4, 5].map(row).join('\n')}\n`);
      const data = ['--data', 'm.jsonl', '--engine', engine, '--batch-size', '2'];
      const run = kmodel(
        ['train', 'm.kmodel', ...data, '-o', engine, '--epochs', '1', '--seed', '1'],
        folder,
      );
      expect(run.stderr).toMatch(/loss \S+ · mae/);
      expect(run.code).toBe(0);
      const weights = ['--weights', `${engine}/last.safetensors`];
      expect(kmodel(['evaluate', 'm.kmodel', ...data, ...weights], folder)).toMatchObject({ code: 0 });
      const predicted = kmodel(['predict', 'm.kmodel', ...data, ...weights, '-o', '-'], folder);
      expect(predicted.stdout.split('\n')).toHaveLength(7);
      expect(predicted.stdout).toMatch(/^valueOf\n/);
    },
  );
});

describe('names that tfjs does not take', () => {
  it('are written as it takes them', () => {
    writeFileSync(
      join(folder, 't.kmodel'),
      `model T {
  input _x: float32[2]
  input ünïcode: float32[2]
  input 名前: int32[]
  branch e = 名前 -> Embedding(5, 2)
  head y = [_x, ünïcode, e] -> Concatenate() -> Dense(1, name: "_d") { loss: mse }
}
`,
    );
    const { code, stderr } = kmodel(['generate', 't.kmodel', '--target', 'tfjs', '-o', 'web'], folder);
    expect(stderr).toContain('Wrote web/model.json.');
    expect(code).toBe(0);
  });

  it('are refused where two would be one', () => {
    writeFileSync(
      join(folder, 'c.kmodel'),
      'model C {\n  input ä: float32[2]\n  input u00e4: float32[2]\n  head y = ä + u00e4 -> Dense(1)\n}\n',
    );
    const { code, stderr } = kmodel(['generate', 'c.kmodel', '--target', 'tfjs', '-o', 'clash'], folder);
    expect(stderr).toMatch(
      /c\.kmodel:3:3 - error KM6001: .*`u00e4`.*its name would be `u00e4` there, as that of `ä`\. Rename one of them\./,
    );
    expect(code).toBe(1);
  });
});

describe('names that would act on a terminal', () => {
  it('are shown, and do nothing', () => {
    writeFileSync(
      join(folder, 's.kmodel'),
      'model S {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    );
    const array = encodeNpy({ dtype: 'float32', shape: [1], data: Float32Array.of(1) });
    writeFileSync(join(folder, 'esc.npz'), zipSync({ 'x\u001b[2J\u0007\n.npy': array, 'y.npy': array }));
    const { code, stderr } = kmodel(['train', 's.kmodel', '--data', 'esc.npz', '-o', 'never'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('`x\\u001b[2J\\u0007\\u000a`');
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
