import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

  it('writes a PNG picture, by its ending or by --format', () => {
    const { code } = kmodel(['graph', 'mlp.kmodel', '-o', 'mlp.png'], folder);
    expect(code).toBe(0);
    const bytes = readFileSync(join(folder, 'mlp.png'));
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    // Twice the drawing's size, for sharp letters: the width stands in the file's first chunk.
    const svg = kmodel(['graph', 'mlp.kmodel'], folder).stdout;
    expect(bytes.readUInt32BE(16)).toBe(2 * Number(/ width="(\d+)"/.exec(svg)![1]));
  });

  it('says that a picture would be too large for PNG', () => {
    writeFileSync(
      join(folder, 'deep.kmodel'),
      'model Deep {\n  input x: float32[2]\n  head y = x -> for n in [' +
        Array.from({ length: 700 }, () => 2).join(', ') +
        '] { Dense(n) } -> Dense(1)\n}\n',
    );
    const { code, stderr } = kmodel(['graph', 'deep.kmodel', '-o', 'deep.png'], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is too large for PNG\.\nhelp: Write `.svg` or `.html` instead\./);
    expect(existsSync(join(folder, 'deep.png'))).toBe(false);
  });

  it('draws a model used as a layer as one box, and its layers with --expand-nested', () => {
    writeFileSync(
      join(folder, 'nested.kmodel'),
      'model Eye {\n  input a: float32[4]\n  head seen = a -> repeat 3 { Dense(4) }\n}\n' +
        'model Two {\n  input x: float32[4]\n  head y = x -> Eye() -> Dense(1)\n}\n',
    );
    const args = ['graph', 'nested.kmodel', '--model', 'Two', '--format', 'json'];
    const titles = (extra: readonly string[]): string[] =>
      (JSON.parse(kmodel([...args, ...extra], folder).stdout) as { nodes: { title: string }[] }).nodes.map(
        ({ title }) => title,
      );
    expect(titles([])).toEqual(['x', 'Eye', 'Dense', 'y']);
    expect(titles(['--expand-nested'])).toEqual(['x', 'Dense', 'Dense', 'Dense', 'Dense', 'y']);
  });

  it('refuses an ending and a format that it does not know', () => {
    const ending = kmodel(['graph', 'mlp.kmodel', '-o', 'mlp.jpg'], folder);
    expect(ending.code).toBe(2);
    expect(ending.stderr).toContain('The ending of mlp.jpg means no format.');
    expect(existsSync(join(folder, 'mlp.jpg'))).toBe(false);
    const format = kmodel(['graph', 'mlp.kmodel', '--format', 'jpg'], folder);
    expect(format.code).toBe(2);
    expect(format.stderr).toContain('There is no format `jpg`.');
  });
});
