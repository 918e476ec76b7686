import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCodeBlocks } from './code-blocks.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const headings = (text: string): readonly string[] => text.match(/^#+(?= )/gm) ?? [];
/** Lines of lists and pieces of code in the text: what a translation keeps. */
const kept = (text: string): readonly string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!).sort();

describe('the Korean tutorial', () => {
  const [english, korean] = [read('docs/tutorial.md'), read('docs/ko/tutorial.md')];

  it('has every section of the English one', () => {
    expect(headings(korean)).toEqual(headings(english));
  });

  it('has the same code, commands and outputs', () => {
    expect(readCodeBlocks('docs/ko/tutorial.md').map(({ code }) => code)).toEqual(
      readCodeBlocks('docs/tutorial.md').map(({ code }) => code),
    );
  });

  it('names the same things of the language', () => {
    const named = new Set(kept(korean));
    expect(kept(english).filter((code) => !named.has(code))).toEqual([]);
  });
});

describe('the Korean page of diagnostics', () => {
  const page = read('docs/ko/diagnostics.md');

  it.each(readdirSync('docs/diagnostics'))('has a sentence for %s', (file) => {
    const line = page.split('\n').find((each) => each.includes(`(../diagnostics/${file})`));
    expect(line, `${file} is missing in docs/ko/diagnostics.md`).toMatch(/[가-힣]{2}.*[다요]\. *\|$/u);
  });
});

it.each(['docs/ko/tutorial.md', 'docs/ko/diagnostics.md'])('%s links to pages that are there', (path) => {
  for (const [, target] of read(path).matchAll(/\]\(((?!https?:)[^)#]+)/g))
    expect(existsSync(join('docs/ko', target!)), target).toBe(true);
});
