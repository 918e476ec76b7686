import { describe, expect, it } from 'vitest';
import { inlayHints } from '../../../lsp/features/inlay-hints.ts';
import { openTexts } from '../support/session.ts';

/** A text with its hints in `‹›`, in the lines from `first` on. */
function hinted(
  text: string,
  [first, last] = [0, 1000],
  settings: Readonly<Record<string, boolean>> = {},
): string {
  const { session, path } = openTexts(text);
  const shown = {
    ...session,
    settings: {
      ...session.settings,
      inlayHints: { shapes: true, argumentNames: true, parameters: true, ...settings },
    },
  };
  const lines = text.split('\n');
  const range = { start: { line: first!, character: 0 }, end: { line: last!, character: 0 } };
  for (const { position, label } of [...inlayHints(shown, path, range)].reverse()) {
    const line = lines[position.line]!;
    lines[position.line] =
      `${line.slice(0, position.character)}‹${label as string}›${line.slice(position.character)}`;
  }
  return lines.join('\n');
}

const text = `model A {
  input x: float32[8, 8, 3]
  head y = x -> Conv2D(4, 3, padding: same) -> Flatten() -> Dense(2)
}
`;

describe('hints in a text', () => {
  it('show shapes behind stages, names of arguments, and how many parameters a model has', () => {
    expect(hinted(text)).toMatchInlineSnapshot(`
      "model A‹626 params› {
        input x: float32[8, 8, 3]
        head y = x -> Conv2D(‹filters:›4, ‹kernel‹float32[8, 8, 4]›_size:›3, pad‹float32[256]›ding: same) ‹float32[2]›-> Flatten() -> Dense(‹units:›2)
      }
      "
    `);
  });

  it('are given for the lines that are seen', () => {
    expect(hinted(text, [0, 1])).toBe(text.replace('model A', 'model A‹626 params›'));
  });

  it('can be turned off one by one', () => {
    expect(hinted(text, undefined, { shapes: false, argumentNames: false, parameters: false })).toBe(text);
    expect(hinted(text, undefined, { shapes: false, argumentNames: false })).toContain('model A‹');
  });

  it('show shapes in a block where it is used', () => {
    const block = 'block B(n: int) {\n  input x\n  return x -> Dense(n) -> ReLU()\n}\n';
    expect(hinted(`${block}model A {\n  input x: float32[8]\n  head y = x -> B(3)\n}\n`, undefined, { argumentNames: false })).toMatchInlineSnapshot(`
      "block B(n: int) {
        input x
        return x -> Dense(n)‹float32[3]› -> ReLU()‹float32[3]›
      }
      model A‹27 params› {
        input x: float32[8]
        head y = x -> B(3)‹float32[3]›
      }
      "
    `);
  });
}); // prettier-ignore
