import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../scripts/reference-pages.ts';

const folder = join(import.meta.dirname, '../../docs/reference');

describe('the reference', () => {
  it.each(Object.entries(referencePages()))('%s says what the declarations say', async (file, text) => {
    const formatted = await format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });
    expect(readFileSync(join(folder, file), 'utf8')).toBe(formatted);
  });
});
