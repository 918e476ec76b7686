import type { TextMateRule } from './textmate.ts';

/** A TextMate grammar that adds its rules to another language's. */
export interface TextMateInjection {
  readonly name: string;
  readonly scopeName: string;
  readonly injectionSelector: string;
  readonly patterns: readonly TextMateRule[];
}

/** The scope of the text between the fences: editors take it for `.kmodel` text, with its brackets and comments. */
export const embeddedScope = 'meta.embedded.block.kmodel';

/** Highlights the code blocks of a Markdown text that are marked `kmodel`. */
export function createMarkdownInjection(): TextMateInjection {
  const fence = { 1: { name: 'punctuation.definition.markdown' } };
  return {
    name: 'kmodel in Markdown',
    scopeName: 'markdown.kmodel.codeblock',
    injectionSelector: 'L:text.html.markdown',
    patterns: [
      {
        name: 'markup.fenced_code.block.markdown',
        begin: '^\\s*(`{3,}|~{3,})\\s*(kmodel)(?=[\\s{,:]|$)[^`]*$',
        end: '^\\s*(\\1)\\s*$',
        beginCaptures: { ...fence, 2: { name: 'fenced_code.block.language.markdown' } },
        endCaptures: fence,
        patterns: [
          {
            contentName: embeddedScope,
            begin: '(^|\\G)(?!\\s*(?:`{3,}|~{3,})\\s*$)',
            while: '(^|\\G)(?!\\s*(?:`{3,}|~{3,})\\s*$)',
            patterns: [{ include: 'source.kmodel' }],
          },
        ],
      },
    ],
  };
}
