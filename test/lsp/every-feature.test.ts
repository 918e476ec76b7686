import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const features = readdirSync(join(root, 'lsp/features')).filter((file) => file.endsWith('.ts'));

/** The files below a folder that import a feature. */
function importing(folder: string, feature: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(join(root, folder, file), 'utf8').includes(`/${feature}'`));
}

describe('every feature of the editor', () => {
  it.each(features)('%s is wired to a request, or serves one that is', (feature) => {
    expect(importing('lsp', feature)).not.toEqual([]);
  });

  it.each(features)('%s has a test that asks it without a server, or is asked by one that has', (feature) => {
    const askedBy = importing('lsp/features', feature).map((file) => file.split('/').at(-1)!);
    const tested = [feature, ...askedBy].some((file) => importing('test/lsp', file).length > 0);
    expect(tested).toBe(true);
  });
});
