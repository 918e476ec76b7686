import { describe, expect, it } from 'vitest';
import { dtypes } from '../../compiler/shapes/types.ts';
import { innerWords, memberWords, reservedWords, topLevelWords } from '../../grammar/tokens.ts';
import { readCodeBlocks } from './code-blocks.ts';

const constants = ['true', 'false', 'none'];
const words = [...topLevelWords, ...memberWords, ...innerWords, ...reservedWords].map(([word]) => word);
const keywords = words.filter((word) => !constants.includes(word));
const types = [...dtypes, 'int', 'float'];

function blockOf(heading: string, info: string): string {
  return readCodeBlocks('docs/editors.md').find((block) => block.heading === heading && block.info === info)!
    .code;
}

/** Editors without a grammar of ours colour by lists of words, which must be those of the language. */
describe('the words that docs/editors.md has editors colour', () => {
  it('are all of them in Neovim', () => {
    const listed = (group: string): string[] =>
      [...blockOf('Neovim', 'vim').matchAll(new RegExp(`^syntax keyword ${group} (.*)$`, 'gm'))].flatMap(
        ([, list]) => list!.split(' '),
      );
    expect(listed('kmodelKeyword').sort()).toEqual([...keywords].sort());
    expect(listed('kmodelConstant').sort()).toEqual([...constants].sort());
    expect(listed('kmodelType').sort()).toEqual([...types].sort());
  });

  it('are all of them in Emacs', () => {
    const lists = [...blockOf('Emacs', 'lisp').matchAll(/\(regexp-opt '\(([^)]*)\)/g)].map(([, list]) =>
      [...list!.matchAll(/"(\w+)"/g)].map(([, word]) => word!).sort(),
    );
    expect(lists).toEqual([[...keywords].sort(), [...constants].sort(), [...types].sort()]);
  });
});
