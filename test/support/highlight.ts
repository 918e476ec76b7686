import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Oniguruma from 'vscode-oniguruma';
import type * as TextMate from 'vscode-textmate';
import { createMarkdownInjection } from '../../grammar/textmate-markdown.ts';
import { createTextMateGrammar } from '../../grammar/textmate.ts';

const require = createRequire(import.meta.url);
const { INITIAL, Registry } = require('vscode-textmate') as typeof TextMate;
const oniguruma = require('vscode-oniguruma') as typeof Oniguruma;

/** What surrounds the fences in a Markdown grammar: nothing that our injection relies on. */
const markdown = { name: 'Markdown', scopeName: 'text.html.markdown', patterns: [] };
const injection = createMarkdownInjection();
const grammars: Record<string, object> = {
  'source.kmodel': createTextMateGrammar(),
  'text.html.markdown': markdown,
  [injection.scopeName]: injection,
};

const registry = new Registry({
  onigLib: oniguruma
    .loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')))
    .then(() => ({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    })),
  loadGrammar: async (scope) => (grammars[scope] ?? null) as TextMate.IRawGrammar | null,
  getInjections: (scope) => (scope === 'text.html.markdown' ? [injection.scopeName] : []),
});

/** A piece of a line with its scopes, outermost first. */
export interface HighlightedToken {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** Highlights a text line by line, with the engine that VS Code runs. */
export async function highlightLines(
  text: string,
  scope: 'source.kmodel' | 'text.html.markdown' = 'source.kmodel',
): Promise<readonly (readonly HighlightedToken[])[]> {
  const grammar = (await registry.loadGrammar(scope))!;
  let state = INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes: scopes.slice(1),
    }));
  });
}

/** The words of one line with their innermost scopes, without spaces and without the language's name. */
export async function highlight(line: string): Promise<[text: string, scope: string][]> {
  const [tokens] = await highlightLines(line);
  return tokens!
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, scopes }) => [text.trim(), (scopes.at(-1) ?? '').replace(/\.kmodel$/, '')]);
}

/** A text with its scopes under each line, for snapshots that people read. */
export async function highlightedText(
  text: string,
  scope?: 'source.kmodel' | 'text.html.markdown',
): Promise<string> {
  const lines = await highlightLines(text, scope);
  return lines
    .map((tokens) =>
      [
        `| ${tokens.map((token) => token.text).join('')}`.trimEnd(),
        ...tokens
          .filter(({ text, scopes }) => text.trim() !== '' && scopes.length > 0)
          .map(({ text, scopes }) => `    ${text.trim()}  ${scopes.join(' ')}`),
      ].join('\n'),
    )
    .join('\n');
}
