import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const model = `model M {
  input x: float32[4]
  head y = x -> Dense(3, activation: relu) -> Dense(1)
}

model Attending {
  input x: float32[T, 4]
  head y = [x, x] -> MultiHeadAttention(2, 2) -> GlobalAveragePooling1D()
}
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
});
const generate = (...args: string[]) => kmodel(['generate', 'm.kmodel', '--target', 'tfjs', ...args], folder);

describe('kmodel generate --target tfjs', () => {
  it('writes model.json with its weights beside it, and says which weights', () => {
    const { code, stdout, stderr } = generate('--model', 'M', '-o', 'web');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /^The weights are those that a training starts from, .*\nWrote web\/model\.json\.\n$/,
    );
    expect(readdirSync(join(folder, 'web')).sort()).toEqual(['model.json', 'weights.bin']);
    const { format, weightsManifest } = JSON.parse(readFileSync(join(folder, 'web/model.json'), 'utf8'));
    expect(format).toBe('layers-model');
    expect(weightsManifest[0].weights.map(({ name }: { name: string }) => name)).toEqual([
      'y_dense/kernel',
      'y_dense/bias',
      'y/kernel',
      'y/bias',
    ]);
  });

  it('says that a Normalization has learned nothing yet', () => {
    const text =
      'model M {\n  input x: float32[4]\n  head y = x -> Normalization(name: "scaled") -> Dense(1)\n}\n';
    writeFileSync(join(folder, 'm.kmodel'), text);
    const { code, stderr } = generate('-o', 'web');
    expect(code).toBe(0);
    expect(stderr).toContain(
      '`scaled` has learned no mean and variance yet, and changes nothing in this file: `--weights` takes those of a training.\n',
    );
  });

  it('writes over what it wrote, and over nothing else without --force', () => {
    expect(generate('--model', 'M', '-o', 'web').code).toBe(0);
    expect(generate('--model', 'M', '-o', 'web').code).toBe(0);
    writeFileSync(join(folder, 'web/model.json'), '{}');
    const { code, stderr } = generate('--model', 'M', '-o', 'web');
    expect(code).toBe(1);
    expect(stderr).toContain('web/model.json was not written by kmodel.');
    expect(readFileSync(join(folder, 'web/model.json'), 'utf8')).toBe('{}');
    expect(generate('--model', 'M', '-o', 'web', '--force').code).toBe(0);
  });

  it('names the layers that tfjs does not have, and writes nothing', () => {
    const { code, stderr } = generate('--model', 'Attending', '-o', 'web');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\.kmodel:\d+:\d+ - error KM6001: tfjs has no counterpart for `y_multi_head_attention`/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(join(folder, 'web'))).toBe(false);
  });

  it.each([
    [['-o', 'plain', '--model', 'M'], 1, 'plain is a file.'],
    [['-o', 'm.kmodel', '--model', 'M'], 2, 'The target `tfjs` writes no file that ends in `.kmodel`.'],
    [['-o', 'web', '--model', 'M', '--weights', 'none.safetensors'], 1, 'none.safetensors'],
    [['-o', 'web', '--model', 'M', '--client'], 2, '`--client` has no meaning for the target `tfjs`.'],
    [['--model', 'M'], 2, '`kmodel generate` needs a place to write to.'],
  ])('%j ends with %i', (args, expected, message) => {
    writeFileSync(join(folder, 'plain'), '');
    const { code, stderr } = generate(...args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

describe('a model of tfjs that is imported again', () => {
  it('goes out to a path that ends in .json, and comes back with its weights', () => {
    expect(generate('--model', 'M', '-o', 'web/m.json').code).toBe(0);
    expect(readdirSync(join(folder, 'web')).sort()).toEqual(['m.json', 'm.weights.bin']);
    const back = kmodel(
      ['import', 'web/m.json', '-o', 'back.kmodel', '--weights', 'back.safetensors'],
      folder,
    );
    expect(back.stderr).toBe('Wrote back.safetensors.\nWrote back.kmodel.\n');
    expect(readFileSync(join(folder, 'back.kmodel'), 'utf8')).toBe(
      'model M {\n  input x: float32[4]\n\n  head y = x -> Dense(3, activation: relu) -> Dense(1)\n}\n',
    );
    const again = kmodel(
      ['generate', 'back.kmodel', '--target', 'tfjs', '--weights', 'back.safetensors', '-o', 'again'],
      folder,
    );
    expect(again.code).toBe(0);
    expect(readFileSync(join(folder, 'again/weights.bin'))).toEqual(
      readFileSync(join(folder, 'web/m.weights.bin')),
    );
  });

  it('says why its training stays behind', () => {
    writeFileSync(
      join(folder, 'm.kmodel'),
      'model M {\n  input x: float32[4]\n  head y = x -> Dense(1) { loss: mse, weight: 2 }\n}\n',
    );
    expect(generate('-o', 'web').stderr).toContain(
      'web/model.json says nothing of the training: tfjs has no weights of losses.',
    );
  });
});
