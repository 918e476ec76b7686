import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { commandLinePage } from '../../scripts/command-line-page.ts';
import { referencePages } from '../../scripts/reference-pages.ts';

const folder = join(import.meta.dirname, '../../docs/reference');

function formatted(text: string): Promise<string> {
  return format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });
}

describe('the reference', () => {
  it.each(Object.entries(referencePages()))('%s says what the declarations say', async (file, text) => {
    expect(readFileSync(join(folder, file), 'utf8')).toBe(await formatted(text));
  });
});

describe('the page of the command line', () => {
  it('says what the commands declare', async () => {
    const page = readFileSync(join(folder, '../command-line.md'), 'utf8');
    expect(page).toBe(await formatted(await commandLinePage()));
  });

  it.each(commands.map(({ name }) => name))('has what `kmodel %s` takes, and an example', async (name) => {
    const section = (await commandLinePage())
      .split(/^## kmodel /m)
      .find((part) => part.startsWith(`${name}\n`));
    expect(section).toMatch(/^- `/m);
    expect(section).toContain(`\nkmodel ${name}`);
    expect(section).toContain('For example:');
  });
});
