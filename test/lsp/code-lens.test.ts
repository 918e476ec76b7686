import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../compiler/graph/summary-table.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { codeLenses } from '../../lsp/features/code-lens.ts';
import { graphOf, vectorModel } from '../compiler/harness.ts';
import { openTexts } from './support/session.ts';

function titles(text: string): readonly string[] {
  const { session, path } = openTexts(text);
  return codeLenses(session, path).map(({ command }) => command!.title);
}

describe('code lenses', () => {
  it('say the same of a model’s memory as the summary', () => {
    const text = 'model A {\n  input x: float32[512]\n  head y = x -> Dense(1024)\n}\n';
    const [, memory] = /parameters, (.+)$/.exec(titles(text)[0]!)!;
    const style = { bold: (each: string) => each, dim: (each: string) => each };
    expect(renderSummary(summarizeModel(graphOf(text)), { style, multiplyAdds: false })).toContain(memory);
  });

  it.each([
    ['a loss', '  head y = x -> Dense(1) { loss: mse }', true],
    [
      'an objective alone',
      '  branch y = x -> Dense(1)\n  objective small = mean(square(y))\n  head z = y',
      true,
    ],
    ['neither', '  head y = x -> Dense(1)', false],
  ])('offer to train a model with %s: %s', (_, members, expected) => {
    expect(titles(vectorModel(members)).includes('Train')).toBe(expected);
  });

  it('offer the graph of a model that is right, and nothing of one that is not', () => {
    expect(titles(vectorModel('  head y = x -> Dense(1)'))).toContain('Show graph');
    expect(titles(vectorModel('  head y = x -> Dense(0)'))).toEqual([]);
  });
});
