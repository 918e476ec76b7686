import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../compiler/index.ts';
import { libraryTexts } from '../support/library.ts';
import { readCodeBlocks } from './code-blocks.ts';

/** Pages whose blocks show mistakes, and have tests of their own. */
const showMistakes = new Set(['docs/mistakes.md']);

const docs = readdirSync(new URL('../../docs', import.meta.url), { recursive: true, encoding: 'utf8' })
  .map((file) => `docs/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.md') && !file.startsWith('docs/diagnostics/') && !showMistakes.has(file));

const blocks = ['README.md', ...docs].flatMap((page) =>
  readCodeBlocks(page)
    .filter(({ info }) => info.split(' ')[0] === 'kmodel')
    .map(({ info, code, line }) => ({ place: `${page}:${line}`, info, code })),
);

/** A fragment is the body of a model: it stands between the braces of one. */
function textOf(info: string, code: string): string {
  return info === 'kmodel fragment' ? `model Fragment {\n${code}}\n` : code;
}

/**
 * A block marked `kmodel` is a whole file, one marked `kmodel fragment` the body of a model. Both must be free of
 * errors and warnings.
 */
describe('the kmodel examples of the documentation', () => {
  it('are there', () => {
    expect(blocks.map(({ place }) => place.split(':')[0])).toContain('README.md');
    expect(blocks.map(({ place }) => place.split(':')[0])).toContain('docs/language.md');
  });

  it.each(blocks)('$place is valid', ({ info, code }) => {
    expect(['kmodel', 'kmodel fragment']).toContain(info);
    // The data of examples is not at hand.
    const files = createMemoryHost({ 'page.kmodel': textOf(info, code) }, libraryTexts);
    const host = { ...files, readHead: undefined };
    const { diagnostics } = check('page.kmodel', host);
    expect(diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  });
});
