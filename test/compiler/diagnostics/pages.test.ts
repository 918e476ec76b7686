import { describe, expect, it } from 'vitest';
import { allDiagnosticCodes, check, createMemoryHost, diagnosticPage } from '../../../compiler/index.ts';
import { emitTypeScript } from '../../../compiler/targets/typescript/emit.ts';
import { readPages } from './pages.ts';

const pages = readPages();

describe('the pages of diagnostics', () => {
  it('has a page for every code, and no other', () => {
    expect(pages.map((page) => page.file)).toEqual(allDiagnosticCodes().map(diagnosticPage));
  });

  it.each(pages.map((page) => [page.file, page] as const))('%s does what it says', async (file, page) => {
    const code = file.slice(0, 6);
    expect(page.title).toBe(file.replace('.md', '').replaceAll('-', ' '));
    const wrong = check(page.entry, createMemoryHost(page.wrong));
    // What code for other worlds lacks comes to light where that code is made.
    const found = ['KM6001', 'KM6002'].includes(code)
      ? (await emitTypeScript(wrong.models[0]!.graph!, undefined, page.entry)).diagnostics
      : wrong.diagnostics;
    expect([...new Set(found.map((diagnostic) => diagnostic.code))]).toEqual([code]);
    const right = check(page.entry, createMemoryHost(page.right));
    expect(right.diagnostics).toEqual([]);
    expect(right.models.every((model) => model.graph !== undefined)).toBe(true);
  });
});
