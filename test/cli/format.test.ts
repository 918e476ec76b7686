import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const untidy = 'model M {\n input x : float32[4]\n   head y = x->Dense( 1 , activation:"relu")\n}';
const tidy = 'model M {\n  input x: float32[4]\n  head y = x -> Dense(1, activation: relu)\n}\n';
const mistaken = 'model M {\n input x float32[4]\n}\n';

let folder: string;
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
beforeEach(() => {
  folder = emptyFolder();
  for (const [name, text] of Object.entries({ untidy, tidy, mistaken }))
    writeFileSync(join(folder, `${name}.kmodel`), text);
});

describe('kmodel format', () => {
  it('brings files into the canonical form, in place', () => {
    const { code, stdout, stderr } = kmodel(['format', 'untidy.kmodel', 'tidy.kmodel'], folder);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'Formatted untidy.kmodel.\n' });
    expect(read('untidy.kmodel')).toBe(tidy);
    expect(read('tidy.kmodel')).toBe(tidy);
  });

  it('changes nothing with --check, and ends with 1 where a file would change', () => {
    const { code, stderr } = kmodel(['format', '--check', 'untidy.kmodel', 'tidy.kmodel'], folder);
    expect(code).toBe(1);
    expect(stderr).toBe('untidy.kmodel would change.\n');
    expect(read('untidy.kmodel')).toBe(untidy);
    expect(kmodel(['format', '--check', 'tidy.kmodel'], folder).code).toBe(0);
  });

  it('formats what can be read of a file with mistakes, and all of the others', () => {
    const { code, stderr } = kmodel(['format', 'mistaken.kmodel', 'untidy.kmodel'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'mistaken.kmodel has mistakes: `:` is needed between `x` and its type. The rest is formatted.',
    );
    expect(stderr).not.toContain('canonical');
    expect(read('mistaken.kmodel')).toBe('model M {\n  input x float32[4]\n}\n');
    expect(read('untidy.kmodel')).toBe(tidy);
  });

  it('takes the line ends of a checkout as they are', () => {
    const windows = tidy.replaceAll('\n', '\r\n');
    writeFileSync(join(folder, 'windows.kmodel'), windows);
    expect(kmodel(['format', '--check', 'windows.kmodel'], folder).code).toBe(0);
    writeFileSync(join(folder, 'windows.kmodel'), untidy.replaceAll('\n', '\r\n'));
    expect(kmodel(['format', 'windows.kmodel'], folder).code).toBe(0);
    expect(read('windows.kmodel')).toBe(windows);
  });
});
