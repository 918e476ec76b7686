import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  kmodel(['init', '.', '--example', 'mlp', '--samples', '4'], folder);
});

describe('kmodel graph', () => {
  it.each([
    ['svg', /^<svg [\s\S]*<\/svg>\n?$/],
    ['dot', /^digraph "MLP" \{[\s\S]*\}\n?$/],
    ['mermaid', /^flowchart /],
    ['json', /^\{[\s\S]*\}\n$/],
  ])('draws %s, with shapes', (format, form) => {
    const { code, stdout, stderr } = kmodel(['graph', 'mlp.kmodel', '--format', format], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(form);
    expect(stdout).toContain('float32[64]');
    if (format === 'json') expect(JSON.parse(stdout)).toMatchObject({ model: 'MLP' });
  });

  it.each(['svg', 'dot', 'mmd', 'json'])('writes a .%s file, whose ending tells the format', (ending) => {
    const { code, stdout, stderr } = kmodel(['graph', 'mlp.kmodel', '-o', `mlp.${ending}`], folder);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toBe(`Wrote mlp.${ending}.\n`);
    expect(readFileSync(join(folder, `mlp.${ending}`), 'utf8')).toContain('float32[64]');
  });

  it('refuses an ending and a format that it does not know', () => {
    const ending = kmodel(['graph', 'mlp.kmodel', '-o', 'mlp.png'], folder);
    expect(ending.code).toBe(2);
    expect(ending.stderr).toContain('The ending of mlp.png means no format.');
    expect(existsSync(join(folder, 'mlp.png'))).toBe(false);
    const format = kmodel(['graph', 'mlp.kmodel', '--format', 'png'], folder);
    expect(format.code).toBe(2);
    expect(format.stderr).toContain('There is no format `png`.');
  });
});
