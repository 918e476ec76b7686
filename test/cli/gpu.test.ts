import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { train } from '../../cli/commands/train.ts';
import type { TrainOptions } from '../../cli/commands/train-options.ts';
import type { RunRecord } from '../../runtime/run/record.ts';
import { provideGpu } from '../support/gpu.ts';
import { emptyFolder, freshKmodel } from './run-cli.ts';

const hasGpu = provideGpu();
const { VK_ICD_FILENAMES = '', XDG_RUNTIME_DIR = '' } = process.env;

const model = `model M {
  input x: float32[2]
  head y = x -> Dense(4, activation: tanh) -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), batch_size: 4, epochs: 2, seed: 1 }
}
`;

function project(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  const rows = Array.from({ length: 12 }, (_, row) => `${Math.sin(row)},${Math.cos(row)},${row % 2}`);
  writeFileSync(join(folder, 'd.csv'), ['x_0,x_1,y', ...rows].join('\n'));
  return folder;
}

const command = ['train', 'm.kmodel', '--data', 'd.csv', '--output', 'run'];

describe.runIf(hasGpu)('kmodel --device gpu', () => {
  const env = { VK_ICD_FILENAMES, XDG_RUNTIME_DIR };

  it('trains, evaluates and predicts there, and the run says so', () => {
    const folder = project();
    const trained = freshKmodel([...command, '--device', 'gpu'], folder, env);
    expect(trained.stderr).not.toContain('error');
    expect(trained.code).toBe(0);
    const record = JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')) as {
      readonly device: string;
    };
    expect(record.device).toMatch(/^onnxruntime \d+\.\d+\.\d+ on ./);

    const weights = ['m.kmodel', '--weights', 'run', '--data', 'd.csv'];
    const predicted = (device: string): readonly number[] => {
      const { code, stdout } = freshKmodel(
        ['predict', ...weights, '-o', '-', '--device', device],
        folder,
        env,
      );
      expect(code).toBe(0);
      return stdout.trim().split('\n').slice(1).map(Number);
    };
    const onGpu = predicted('gpu');
    predicted('cpu').forEach((value, at) => expect(onGpu[at]).toBeCloseTo(value, 5));
    const evaluated = freshKmodel(['evaluate', ...weights, '--device', 'gpu', '--json'], folder, env);
    expect((JSON.parse(evaluated.stdout) as { readonly loss: number }).loss).toBeGreaterThan(0);
  });

  it('goes on there with `--resume`, and repeats there, without being told; on the processor where it is gone', () => {
    const folder = project();
    const record = (run: string) =>
      JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as RunRecord;
    const run = (args: readonly string[], environment: Readonly<Record<string, string>> = env) => {
      const { code, stderr } = freshKmodel(args, folder, environment);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      return stderr;
    };
    run([...command, '--device', 'gpu']);
    expect(run([...command, '--resume', '--epochs', '3'])).not.toContain('bits may differ');
    expect(record('run').onGpu).toBe(true);
    run(['replay', 'run', '--folder', '.', '--data', 'd.csv', '--keep', 'again']);
    expect(record('again')).toMatchObject({ onGpu: true, device: record('run').device });
    const none = { VK_ICD_FILENAMES: '/nothing/here.json', VK_DRIVER_FILES: '/nothing/here.json' };
    expect(run([...command, '--resume', '--epochs', '4'], none)).toContain('bits may differ');
    expect(record('run').onGpu).toBe(false);
  });

  it('is where `auto` trains, if it is chosen, and says so', async () => {
    const folder = project();
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const choose = vi.fn(() => Promise.resolve('gpu' as const));
    const options: TrainOptions = {
      ...{ engine: 'auto', device: 'auto', data: [join(folder, 'd.csv')], validation: [], set: [] },
      ...{ output: join(folder, 'run'), shuffle: true, allowAddress: [], classWeight: [], json: true },
    };
    try {
      expect(await train(join(folder, 'm.kmodel'), options, { choose })).toBe(0);
      const first = JSON.parse(String(printed.mock.calls[0]![0])) as Record<string, unknown>;
      expect(first).toMatchObject({ event: 'message', kind: 'note' });
      expect(first.text).toMatch(/^This trains on .+`--device cpu` keeps to the processor\.$/);
      expect(choose.mock.calls).toMatchObject([[{ batch: 4, steps: 6 }]]);
      // A run that goes on asks nobody.
      expect(await train(join(folder, 'm.kmodel'), { ...options, resume: true, epochs: 3 }, { choose })).toBe(
        0,
      );
      expect(choose).toHaveBeenCalledOnce();
    } finally {
      printed.mockRestore();
      errors.mockRestore();
    }
  });

  it('is named by `kmodel doctor`', () => {
    const { stdout } = freshKmodel(['doctor', '--json'], emptyFolder(), env);
    const { engines } = JSON.parse(stdout) as {
      readonly engines: readonly { name: string; works: boolean }[];
    };
    expect(engines.find(({ name }) => name === 'GPU')).toMatchObject({ works: true });
  });
});

describe('kmodel --device gpu without a GPU', () => {
  const env = {
    VK_ICD_FILENAMES: '/nothing/here.json',
    VK_DRIVER_FILES: '/nothing/here.json',
    NO_COLOR: '1',
  };

  it('says what is missing, and trains nothing', () => {
    const { code, stderr } = freshKmodel([...command, '--device', 'gpu'], project(), env);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: No GPU was found: Vulkan, Direct3D 12 or Metal has none that can be used.',
    );
    expect(stderr).toContain('leave out `--device gpu`');
    expect(stderr).not.toContain('    at ');
  });

  it.each([
    [['--device', 'gpu', '--engine', 'tfjs'], '`--device gpu` is for the onnx engine.'],
    [['--device', 'gpu', '--engine', 'torch'], '`--device gpu` is for the onnx engine.'],
    [['--device', 'gpu', '--threads', '2'], '`--threads` is for the processor'],
    [['--device', 'cuda'], '`--device cuda` is for the engine on PyTorch.'],
    [['--device', 'tpu'], 'There is no device `tpu`.'],
    [['--device', 'tpu', '--engine', 'torch'], 'There is no device `tpu`.'],
  ])('refuses %j', (flags, message) => {
    const { code, stderr } = freshKmodel([...command, ...flags], project(), env);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
