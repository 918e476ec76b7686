import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  const model = 'model M {\n  input x: float32[4]\n  head y = x -> Dense(1) { loss: mse }\n}\n';
  writeFileSync(join(folder, 'm.kmodel'), model);
});
const generate = (...args: string[]) =>
  kmodel(['generate', 'm.kmodel', '--target', 'typescript', '--types', ...args], folder);
const types = () => readFileSync(join(folder, 'm.d.kmodel.ts'), 'utf8');

describe('kmodel generate --types', () => {
  it('writes the types of an import beside the model', () => {
    const { code, stderr } = generate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Wrote m.d.kmodel.ts.\n' });
    expect(types()).toContain('loadM');
    expect(generate().code).toBe(0);
  });

  it('leaves a file of the user’s alone, but for --force', () => {
    writeFileSync(join(folder, 'm.d.kmodel.ts'), 'export {};\n');
    const { code, stderr } = generate();
    expect(code).toBe(1);
    expect(stderr).toContain('m.d.kmodel.ts was not written by kmodel.');
    expect(types()).toBe('export {};\n');
    expect(generate('--force').code).toBe(0);
    expect(types()).toContain('loadM');
  });

  it.each(['-o=x.ts', '--client'])('refuses %s', (option) => {
    const { code, stderr } = generate(...option.split('='));
    expect(code).toBe(2);
    expect(stderr).toContain('`--types` writes beside the model');
  });
});
