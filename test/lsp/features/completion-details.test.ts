import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { completionDetails } from '../../../lsp/features/completion-details.ts';
import { completion } from '../../../lsp/features/completion.ts';
import { openTexts } from '../support/session.ts';

/** What a user reads of an item that is offered at `┆`. */
function details(
  marked: string,
  label: string,
): { readonly detail?: string | undefined; readonly text?: string } {
  const { session, path, position } = openTexts(marked);
  const item = completion(session, path, position).find((each) => each.label === label)!;
  const { detail, documentation } = completionDetails(session, item);
  return { detail, ...(documentation ? { text: (documentation as MarkupContent).value } : {}) };
}

const stage = (text: string): string => `model A {\n  input x: float32[8]\n  head y = x -> ${text}\n}\n`;

describe('what is told of an offer that somebody looks at', () => {
  it('of a layer: how it is called, and its documentation', () => {
    const { detail, text } = details(stage('┆'), 'Dropout');
    expect(detail).toMatch(/^Dropout\(rate, /);
    expect(text).toContain('- `rate`: ');
  });

  it('of an argument: what it takes and its default', () => {
    expect(details(stage('Dense(2, ┆)'), 'use_bias').text).toContain(
      'Takes `true` or `false`. Default: `true`.',
    );
  });

  it('of an activation and of a setting', () => {
    expect(details(stage('Dense(2, activation: ┆)'), 'relu').text).toBeDefined();
    expect(details(stage('Dense(2) { ┆ }'), 'loss').text).toContain('`loss`: ');
  });

  it('of a block of the text: its own documentation', () => {
    const block = '/// Twice the same.\nblock Twice() {\n  input x\n  return x -> ReLU() -> ReLU()\n}\n';
    expect(details(block + stage('┆'), 'Twice').text).toBe('Twice the same.');
  });

  it('is nothing more where there is nothing', () => {
    const { session } = openTexts('const a = 1\n');
    expect(completionDetails(session, { label: 'x' })).toEqual({ label: 'x' });
  });
});
