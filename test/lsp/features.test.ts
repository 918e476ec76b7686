import { describe, expect, it } from 'vitest';
import { completion } from '../../lsp/features/completion.ts';
import { hover } from '../../lsp/features/hover.ts';
import { openTexts } from './support/session.ts';

const model = (members: string): string => `model Test {\n  input image: float32[28, 28, 1]\n${members}\n}\n`;

function hoverText(marked: string): string | undefined {
  const { session, path, position } = openTexts(marked);
  return (hover(session, path, position)?.contents as { value: string } | undefined)?.value;
}

function labels(marked: string | Record<string, string>, count = 5): readonly string[] {
  const { session, path, position } = openTexts(marked);
  return [...completion(session, path, position)]
    .sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))
    .slice(0, count)
    .map(({ label }) => label);
}

describe('hover', () => {
  it('shows what a tensor is and what made it', () => {
    const text = hoverText(model('  branch flat = image -> Flatten()\n  head y = fl┆at -> Dense(2)'));
    expect(text).toContain('branch flat: float32[batch, 784]');
    expect(text).toContain('Made by Flatten');
  });

  it('shows what a layer costs where it stands', () => {
    const text = hoverText(model('  head y = image -> Conv┆2D(8, 3) -> Flatten() -> Dense(2)'))!;
    expect(text).toContain('Gives `float32[batch, 26, 26, 8]` here.');
    expect(text).toContain('Parameters: 80.');
    expect(text).toContain('Multiply-adds per sample: 48,672.');
    expect(text).toContain('`filters`');
  });
});

describe('completion', () => {
  it('offers layers that take what flows in first', () => {
    expect(labels(model('  head y = image -> ┆'), 200).indexOf('Conv2D')).toBeLessThan(
      labels(model('  head y = image -> ┆'), 200).indexOf('Conv1D'),
    );
  });

  it('offers arguments that are not yet given', () => {
    expect(labels(model('  head y = image -> Conv2D(8, ┆)'), 3)).toEqual([
      'kernel_size',
      'strides',
      'padding',
    ]);
  });
});
