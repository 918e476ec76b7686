import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, createMemoryHost, renderDiagnostics } from '../../../compiler/index.ts';

const folder = new URL('./fixtures/', import.meta.url);
const fixtures = readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
const refresh = process.env['UPDATE_GOLDEN'] === '1';

/** Messages as users read them; `UPDATE_GOLDEN=1` writes them anew, for review. */
describe('rendered messages', () => {
  it.each(fixtures)('%s', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { diagnostics, files } = check(file, createMemoryHost({ [file]: text }));
    const rendered = `${renderDiagnostics(diagnostics, files)}\n`;
    const golden = new URL(file.replace('.kmodel', '.txt'), folder);
    if (refresh) writeFileSync(golden, rendered);
    expect(existsSync(golden)).toBe(true);
    expect(rendered).toBe(readFileSync(golden, 'utf8'));
  });
});
