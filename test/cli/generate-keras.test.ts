import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const model = `model M {
  input x: float32[4]
  head y = x -> Dense(3, activation: relu) -> Dense(1) { loss: mse }
}

model Bent {
  input x: float32[4]
  head y = x -> Dense(1, activation: elu(alpha: 0.5)) { loss: mse }
}
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  writeFileSync(join(folder, 'd.csv'), 'x_0,x_1,x_2,x_3,y\n1,2,3,4,5\n2,3,4,5,6\n');
});
const generate = (...args: string[]) => kmodel(['generate', 'm.kmodel', ...args], folder);

describe('kmodel generate for files of Keras', () => {
  it.each(['m.keras', 'm.h5', 'm.weights.h5'])('writes %s, whose ending says enough', (name) => {
    const { code, stdout, stderr } = generate('--model', 'M', '-o', name);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^The weights are those that a training starts from, .*\nWrote .*\.\n$/);
    expect(readdirSync(folder)).toContain(name);
  });

  it('writes the configuration alone as JSON, without weights', () => {
    const { code, stderr } = generate('--model', 'M', '--target', 'keras-json', '-o', 'm.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Wrote m.json.\n' });
    const config = JSON.parse(readFileSync(join(folder, 'm.json'), 'utf8'));
    expect(config.class_name).toBe('Functional');
    expect(config.compile_config.loss).toBe('mse');
    expect(generate('--model', 'M', '--target', 'keras-json', '-o', 'out').code).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual(['m.json']);
  });

  it('takes weights and the state of the optimizer from a run’s folder', () => {
    const trained = kmodel(
      ['train', 'm.kmodel', '--model', 'M', '--data', 'd.csv', '-o', 'run', '--epochs', '2'],
      folder,
    );
    expect(trained.code).toBe(0);
    expect(generate('--model', 'M', '-o', 'm.keras', '--weights', 'run').code).toBe(0);
    const evaluate = (weights: string) =>
      kmodel(
        ['evaluate', 'm.kmodel', '--model', 'M', '--data', 'd.csv', '--json', '--weights', weights],
        folder,
      ).stdout;
    expect(evaluate('m.keras')).toBe(evaluate('run/last.safetensors'));
    expect(readFileSync(join(folder, 'm.keras')).includes('rm_sprop')).toBe(true);
  });

  it('names what Keras cannot say at its place, and writes nothing', () => {
    const { code, stderr } = generate('--model', 'Bent', '-o', 'm.keras');
    expect(code).toBe(1);
    expect(stderr).toContain('m.kmodel:8:17 - error KM6001: Keras has no counterpart for `y`');
    expect(existsSync(join(folder, 'm.keras'))).toBe(false);
  });

  it('writes over what it wrote, and over nothing else without --force', () => {
    const args = ['--model', 'M', '-o', 'm.h5'];
    expect(generate(...args).code).toBe(0);
    expect(generate(...args).code).toBe(0);
    writeFileSync(join(folder, 'm.h5'), 'mine');
    const { code, stderr } = generate(...args);
    expect(code).toBe(1);
    expect(stderr).toContain('m.h5 was not written by kmodel.');
    expect(readFileSync(join(folder, 'm.h5'), 'utf8')).toBe('mine');
    expect(generate(...args, '--force').code).toBe(0);
  });

  it.each([
    [['--target', 'keras-json', '-o', 'm.keras', '--client'], 2, '`--client` has no meaning'],
    [['-o', 'm.keras', '--weights', 'none.safetensors'], 1, 'none.safetensors'],
    [['-o', 'm.keras', '--weights', '.'], 1, 'is a folder without a checkpoint'],
  ])('%j ends with %i', (args, expected, message) => {
    const { code, stderr } = generate('--model', 'M', ...args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});
