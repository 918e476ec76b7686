import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  endingsOfTargets,
  requireEnding,
  requirePlaceForWeights,
  targetByEnding,
  type TargetName,
} from '../../cli/generate-endings.ts';
import { emptyFolder } from './run-cli.ts';

const names = Object.keys(endingsOfTargets) as TargetName[];
const allEndings = [...new Set(Object.values(endingsOfTargets).flat()), '.kmodel', '.pt', '.safetensors'];

describe('the ending of a path that is generated', () => {
  it('tells the target where it says enough', () => {
    const meant = Object.fromEntries(
      ['.keras', '.h5', '.weights.h5', '.json', '.onnx', '.md', '.ts', '.client.ts', '.kmodel.zip'].map(
        (ending) => [ending, targetByEnding(`a/m${ending}`)],
      ),
    );
    expect(meant).toEqual({
      '.keras': 'keras',
      '.h5': 'keras',
      '.weights.h5': 'keras',
      '.json': 'keras-json',
      '.onnx': 'onnx',
      '.md': 'markdown',
      '.ts': 'typescript',
      '.client.ts': 'typescript',
      '.kmodel.zip': 'kmodel',
    });
  });

  it.each([
    ['m.py', 'A file that ends in `.py` is written for keras and pytorch.', '--target pytorch'],
    ['m.pt', 'No target writes a file that ends in `.pt`.', '.keras'],
    ['m.kmodel', 'No target writes a file that ends in `.kmodel`.', '.kmodel.zip'],
    ['m.KERAS', 'No target writes a file that ends in `.KERAS`.', '.keras'],
    ['out', '`kmodel generate` needs a target.', 'typescript, tfjs'],
    [undefined, '`kmodel generate` needs a target.', 'typescript, tfjs'],
  ])('is told where it does not: %s', (path, message, way) => {
    expect(() => targetByEnding(path)).toThrow(
      expect.objectContaining({ message, help: expect.stringContaining(way) as string }),
    );
  });

  it('is one of the target, whatever the target', () => {
    const accepted = names.flatMap((name) =>
      allEndings
        .filter((ending) => {
          try {
            requireEnding(name, `m${ending}`);
            return true;
          } catch {
            return false;
          }
        })
        .map((ending) => `${name} ${ending}`),
    );
    const own = names.flatMap((name) => endingsOfTargets[name].map((ending) => `${name} ${ending}`));
    // Folders of tfjs have names of any kind; those of files of weights are not among those that kmodel writes.
    const folders = ['.mts', '.cts', '.pt', '.safetensors'].map((ending) => `tfjs ${ending}`);
    expect(accepted.toSorted()).toEqual([...own, ...folders].toSorted());
  });

  it('names the way out where another target is meant', () => {
    expect(() => requireEnding('onnx', 'm.keras')).toThrow(
      expect.objectContaining({
        message: 'The target `onnx` writes no file that ends in `.keras`.',
        help: 'End it in .onnx, or leave `--target onnx` out.',
      }),
    );
    expect(() => requireEnding('tfjs', 'm.onnx')).toThrow(
      expect.objectContaining({ help: 'Name a folder, or leave `--target tfjs` out.' }),
    );
  });

  it('does not matter for folders', () => {
    const folder = join(emptyFolder(), 'v1.2');
    mkdirSync(folder);
    for (const name of names) {
      requireEnding(name, folder);
      requireEnding(name, 'out');
    }
    requireEnding('tfjs', 'web/v1.3');
  });

  it('has a place for weights, or they are refused', () => {
    for (const name of ['tfjs', 'keras', 'pytorch', 'onnx', 'kmodel'] as const)
      requirePlaceForWeights(name, `m${endingsOfTargets[name][0]}`);
    for (const [name, path, message] of [
      ['keras', 'a/m.json', '`--weights` has no meaning for m.json, which holds no weights.'],
      ['keras-json', 'out', '`--weights` has no meaning for out, which holds no weights.'],
      ['markdown', 'm.md', '`--weights` has no meaning for the target `markdown`.'],
      ['typescript', 'm.ts', '`--weights` has no meaning for the target `typescript`.'],
    ] as const)
      expect(() => requirePlaceForWeights(name, path)).toThrow(message);
  });
});
