import type { Position } from 'vscode-languageserver';
import { describe, expect, it } from 'vitest';
import { completion } from '../../lsp/features/completion.ts';
import { definition } from '../../lsp/features/definition.ts';
import { diagnostics } from '../../lsp/features/diagnostics.ts';
import { documentSymbols } from '../../lsp/features/symbols.ts';
import { foldingRanges } from '../../lsp/features/folding.ts';
import { hover } from '../../lsp/features/hover.ts';
import { inlayHints } from '../../lsp/features/inlay-hints.ts';
import { selectionRanges } from '../../lsp/features/selection.ts';
import { semanticTokens } from '../../lsp/features/semantic-tokens.ts';
import { signatureHelp } from '../../lsp/features/signature-help.ts';
import type { Session } from '../../lsp/session.ts';
import { openTexts } from './support/session.ts';

/** Brackets that nest 200 deep: work that doubled with each of them would never end here. */

const nested = (open: string, inner: string): string => `${open.repeat(200)}${inner}${')'.repeat(200)}`;
const model = (line: string): string =>
  `const n = 1\nmodel A {\n  input x: float32[T, 4]\n  ${line}\n  head y = x -> LSTM(2) -> Dense(1)\n}\n`;

const texts: readonly (readonly [string, string])[] = [
  ['a constant', `const c = ${nested('(1 + ', 'n┆')}\n${model('')}`],
  ['a size', model(`branch b: float32[${nested('(T + ', 'T┆')}, 4] = x`)],
  ['an argument', model(`branch b = x -> Dense(${nested('(n + ', 'n┆')})`)],
  ['a tensor', model(`branch b = ${nested('(x + ', 'x┆')}`)],
];

type Ask = (session: Session, path: string, position: Position) => unknown;

const features: readonly (readonly [string, Ask])[] = [
  ['semantic tokens', (session, path) => semanticTokens(session, path)],
  ['hover', hover],
  ['completion', completion],
  ['definition', definition],
  ['signature help', signatureHelp],
  ['diagnostics', diagnostics],
  ['symbols', documentSymbols],
  ['folding', foldingRanges],
  ['selection', (session, path, position) => selectionRanges(session, path, [position])],
  [
    'inlay hints',
    (session, path, position) =>
      inlayHints(session, path, { start: { line: 0, character: 0 }, end: position }),
  ],
];

describe.each(texts)('brackets that nest in %s', (_, marked) => {
  it.each(features)('leave %s an answer', (_, ask) => {
    const { session, path, position } = openTexts(marked);
    expect(() => ask(session, path, position)).not.toThrow();
  });
});
