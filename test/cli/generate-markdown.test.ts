import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, freshKmodel } from './run-cli.ts';

const model = `/// A small one.
model Small {
  input x: float32[4]
  head y = x -> Dense(1) { loss: mse }
}
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'small.kmodel'), model);
});
const generate = (...args: string[]) =>
  freshKmodel(['generate', 'small.kmodel', ...args], folder, { NO_COLOR: '1' });
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

describe('kmodel generate --target markdown', () => {
  it('writes a card, by the ending or the target', () => {
    expect(generate('-o', 'SMALL.md')).toMatchObject({ code: 0, stderr: 'Wrote SMALL.md.\n' });
    expect(generate('--target', 'markdown', '-o', 'docs').code).toBe(0);
    expect(read('docs/small.md')).toBe(read('SMALL.md'));
    expect(read('SMALL.md')).toContain('# Small\n\nA small one.\n');
  });

  it('writes over its own card, and over nobody else’s page', () => {
    generate('-o', 'SMALL.md');
    expect(generate('-o', 'SMALL.md').code).toBe(0);
    writeFileSync(join(folder, 'README.md'), '# Mine\n');
    const { code, stderr } = generate('-o', 'README.md');
    expect(code).toBe(1);
    expect(stderr).toContain('README.md was not written by kmodel.');
    expect(read('README.md')).toBe('# Mine\n');
    expect(generate('-o', 'README.md', '--force').code).toBe(0);
  });

  it.each([
    [['--client'], '`--client` has no meaning for the target `markdown`.'],
    [['--types'], '`--types` has no meaning for the target `markdown`.'],
  ])('refuses %j', (flags, message) => {
    const { code, stderr } = generate('--target', 'markdown', '-o', 'm.md', ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
