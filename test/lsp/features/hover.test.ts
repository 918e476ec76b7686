import { describe, expect, it } from 'vitest';
import { hover } from '../../../lsp/features/hover.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

/** What is shown at `┆`: the line with the place that it belongs to, and the text. */
function shown(marked: string): string {
  const { session, path, position, text } = openTexts(marked);
  const found = hover(session, path, position);
  if (!found) return 'nothing';
  const { value } = found.contents as { readonly value: string };
  return `${markedLines(text, [{ range: found.range! }]).trim()}\n\n${value}`;
}

const model = (members: string): string => `model A {\n  input x: float32[8]\n  ${members}\n}\n`;

describe('a hover on what is declared', () => {
  it('shows the type of a tensor', () => {
    expect(shown(model('branch wide = x -> Dense(16)\n  head y = wi┆de -> Dense(2)'))).toMatchInlineSnapshot(`
      "head y = «wide» -> Dense(2)

      \`\`\`kmodel
      branch wide: float32[batch, 16]
      \`\`\`

      Made by Dense (\`wide_dense\`)."
    `);
  });

  it('shows a shared layer as it is written', () => {
    expect(shown(model('shared tower = Dense(4)\n  head y = x -> to┆wer'))).toMatchInlineSnapshot(`
      "head y = x -> «tower»

      \`\`\`kmodel
      shared tower = Dense(4)
      \`\`\`

      One set of weights, however often it is used.

      Gives \`float32[batch, 4]\` here."
    `);
  });

  it('shows the value of a constant', () => {
    expect(shown(`const units = 2 * 4\n${model('head y = x -> Dense(un┆its)')}`)).toMatchInlineSnapshot(`
      "head y = x -> Dense(«units»)

      \`\`\`kmodel
      const units = 2 * 4
      \`\`\`

      Its value is \`8\`."
    `);
  });

  it('shows a parameter with its type and default', () => {
    expect(shown('block B(width: int = 3) {\n  input x\n  return x -> Dense(wi┆dth)\n}\n'))
      .toMatchInlineSnapshot(`
      "return x -> Dense(«width»)

      \`\`\`kmodel
      width: int = 3
      \`\`\`

      A parameter."
    `);
  });

  it('shows a block with its documentation', () => {
    const text = `/// Twice the same.\nblock Twice(n: int) {\n  input x\n  return x -> repeat 2 { Dense(n) }\n}\n${model('head y = x -> Tw┆ice(3)')}`;
    expect(shown(text)).toMatchInlineSnapshot(`
      "head y = x -> «Twice»(3)

      \`\`\`kmodel
      block Twice(n: int)
      \`\`\`

      Twice the same.

      Gives \`float32[batch, 3]\` here."
    `);
  });

  it('shows what a model comes to', () => {
    expect(shown('model ┆A {\n  input x: float32[8]\n  head y = x -> Dense(2)\n}\n')).toMatchInlineSnapshot(`
      "model «A» {

      \`\`\`kmodel
      model A
      \`\`\`

      Parameters: 18."
    `);
  });

  it('shows a size variable', () => {
    expect(shown('model A {\n  input x: float32[┆T, 8]\n  head y = x -> LSTM(4)\n}\n'))
      .toMatchInlineSnapshot(`
      "input x: float32[«T», 8]

      \`\`\`kmodel
      T
      \`\`\`

      A size that is known only at run time. It comes from \`input x: float32[T, 8]\`."
    `);
  });
});

describe('a hover on what comes with the language', () => {
  it('shows a layer with what flows in and out here, and what it takes', () => {
    const text = shown(model('head y = x -> Den┆se(2)'));
    expect(text).toMatch(/^head y = x -> «Dense»\(2\)\n/);
    expect(text).toContain('Dense(units, activation: none, use_bias: true,');
    expect(text).toContain(
      'Gives `float32[batch, 2]` here.  \nParameters: 18.  \nMultiply-adds per sample: 16.',
    );
    expect(text).toContain(
      '- `units`: Size of the last axis of the result. Takes an integer, at least 1. Must be given.',
    );
  });

  it('shows an argument', () => {
    expect(shown(model('head y = x -> Dense(2, use_┆bias: false)'))).toMatchInlineSnapshot(`
      "head y = x -> Dense(2, «use_bias»: false)

      \`use_bias\`: Add a bias to every output. Takes \`true\` or \`false\`. Default: \`true\`.

      Of Dense."
    `);
  });

  it('shows an activation', () => {
    expect(shown(model('head y = x -> Dense(2, activation: re┆lu)'))).toMatchInlineSnapshot(`
      "head y = x -> Dense(2, activation: «relu»)

      \`\`\`kmodel
      relu(negative_slope: 0, max_value: none, threshold: 0)
      \`\`\`

      *activation* Rectified linear unit: positive values pass, negative ones become zero.

      - \`negative_slope\`: Slope for values below the threshold. Takes a number, at least 0. Default: \`0\`.
      - \`max_value\`: Greatest output; none for no limit. Takes a number, at least 0, or \`none\`. Default: \`none\`.
      - \`threshold\`: Values up to here count as negative. Takes a number, at least 0. Default: \`0\`."
    `);
  });

  it('shows a setting', () => {
    expect(shown(model('head y = x -> Dense(2) { lo┆ss: mse }'))).toMatchInlineSnapshot(`
      "head y = x -> Dense(2) { «loss»: mse }

      \`loss\`: What training makes small: a loss of Keras. Takes a loss, or \`none\`. Default: \`none\`.

      Of a head."
    `);
  });

  it('shows a type', () => {
    expect(shown('model A {\n  input x: flo┆at32[8]\n  head y = x -> Dense(2)\n}\n')).toMatchInlineSnapshot(`
      "input x: «float32»[8]

      The dtype \`float32\`."
    `);
  });

  it('shows nothing on numbers, white space and unknown names', () => {
    expect(shown(model('head y = x -> Dense(1┆6)'))).toBe('nothing');
    expect(shown(model('head y = x -> Den┆s(16)'))).toBe('nothing');
    expect(shown('┆\n\nmodel A {\n  input x: float32[8]\n}\n')).toBe('nothing');
  });
});

describe('a hover on a layer', () => {
  const last = (layer: string): string =>
    shown(model(`head y = x -> ${layer}`))
      .split('\n\n')
      .at(-1)!;

  it.each([
    [
      'EinsumDense("ab,bc->ac", 4)',
      'Runs on both engines. It does not get to tfjs. To TypeScript it brings a class along.',
    ],
    [
      'Hashing(4)',
      'Runs on both engines. In PyTorch, ONNX, tfjs, and TypeScript it runs before the model, which takes its results.',
    ],
  ])('says where it does not get as it is: %s', (layer, text) => {
    expect(last(layer.replace('(', '┆('))).toContain(text);
  });

  it('says nothing of a layer that gets everywhere', () => {
    expect(shown(model('head y = x -> De┆nse(2)'))).not.toContain('engines');
  });
});
