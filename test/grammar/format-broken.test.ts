import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../grammar/format.ts';
import { tokenize } from '../../grammar/lexer.ts';
import { hasSameTokens } from '../../grammar/same-tokens.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';

const kitchenSink = readFileSync(new URL('./fixtures/kitchen-sink.kmodel', import.meta.url), 'utf8');
const problems = (text: string) => parse(createSourceFile('', text)).problems.map(({ message }) => message);

describe('a text with mistakes is formatted as far as it can be read', () => {
  test('a member that cannot be read stays; its neighbours are formatted', async () => {
    const text = 'model M {\n input   x:float32[3]\n  branch a  =\n head y=x->Dense( 1 )\n}\n';
    expect(await formatText(text)).toBe(
      'model M {\n  input x: float32[3]\n  branch a  =\n  head y = x -> Dense(1)\n}\n',
    );
  });

  test('a declaration whose head cannot be read stays whole, over its lines', async () => {
    const broken = 'model M( {\n    input  x : float32[3]\n}';
    expect(await formatText(`const a=1\n${broken}\nconst   b = 2`)).toBe(
      `const a = 1\n\n${broken}\n\nconst b = 2\n`,
    );
  });

  test('comments around what stays keep their places', async () => {
    const text = '// one\nconst a=1 // two\n/* three */\nconst = § // four\n// five\nconst b=2\n';
    expect(await formatText(text)).toBe(
      '// one\nconst a = 1 // two\n/* three */\nconst = § // four\n// five\nconst b = 2\n',
    );
  });

  test('what stays is indented where it begins, and left alone behind that', async () => {
    const text = 'model M {\ninput x: float32[3]\nhead y = x\n     -> Dense(\n  )) -> Dense(1)\n}\n';
    const formatted = await formatText(text);
    expect(formatted).toContain('\n  head y = x\n     -> Dense(\n');
    expect(await formatText(formatted)).toBe(formatted);
  });
});

describe('what the formatter cannot read stays as it stands', () => {
  const canonical = 'const a = 1\n\n';

  test.each([
    [
      'a model that begins inside another',
      'model A {\n  input x: float32[3]\n\nmodel B {\n  input y : float32[3]\n}\n}\n',
    ],
    [
      'an import inside a model',
      'model A {\n  input x :  float32[3]\n  import { B } from "./b.kmodel"\n  head y = x -> Dense( 3 )\n}\n',
    ],
    [
      'a misspelled model around another',
      'mdoel A {\n  input x :float32[3]\n\nmodel B {\n  input y: float32[3]\n}\n}\n',
    ],
    ['words between a name and its brace', 'model e l{inpu e}\n'],
    ['a type behind a type', 'block R(filter:s: int) {\n  input x\n  return  x\n}\n'],
    ['a number for a name', 'block Deep(16: int) {\n  input x\n  returrepeat 2 { n x\n}\n'],
    ['an arrow among parameters', 'block R(filters: int -> Dense(8)) {\n  input x\n  same x\n}\n'],
  ])('%s', async (_, broken) => {
    expect(await formatText(`const a=1\n${broken}`)).toBe(canonical + broken);
  });

  test.each([
    'const a=1\nmodel A {\n  input x: float32[3] /* open\n}\n',
    'model A {\n/*}\n',
    'const a = /* 1\n',
  ])('a comment that is never closed: the text stays', async (text) => {
    await expect(formatText(text)).rejects.toMatchObject({ problem: { code: 'KM0001' } });
  });
});

describe('what formatting may change', () => {
  test.each([
    ['white space, commas and parentheses', 'a(1,\n 2,)', 'a(1, 2)'],
    ['the quotes of options, and the case of optimizers', 'optimizer: "adam"', 'optimizer: Adam()'],
    ['the case of numbers', '1E3', '1e3'],
    ['where a comment stands in its line', 'a // b', '// b\na'],
  ])('%s', (_, before, after) => {
    expect(hasSameTokens(before, after)).toBe(true);
  });

  test.each([
    ['a word less', 'a b', 'a'],
    ['a word twice', 'a b', 'a b b'],
    ['two words the other way round', 'a b', 'b a'],
    ['a sign less', 'a -> b', 'a b'],
    ['a strange character less', 'a § b', 'a b'],
    ['a comment less', 'a // b', 'a'],
    ['brackets that differ', '[a]', '{a}'],
  ])('but not %s', (_, before, after) => {
    expect(hasSameTokens(before, after)).toBe(false);
  });
});

describe('whatever is wrong', () => {
  /** The kitchen sink with some tokens taken out, doubled, or replaced. */
  const broken = fc
    .array(
      fc.record({
        at: fc.nat(),
        what: fc.constantFrom('', ' ', '(', ')', '{', '}', '->', '=', ',', '\n', 'head', '§', '"'),
        length: fc.nat({ max: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((edits) =>
      edits.reduce((text, { at, what, length }) => {
        const { tokens } = tokenize(text);
        const token = tokens[at % tokens.length]!;
        return text.slice(0, token.startOffset) + what + text.slice(token.startOffset + length);
      }, kitchenSink),
    );

  test('the mistakes stay the same, and formatting again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const formatted = await formatText(text).catch(() => undefined);
        if (formatted === undefined) return;
        expect(problems(formatted)).toEqual(problems(text));
        expect(await formatText(formatted)).toBe(formatted);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test('no word and no comment is lost', async () => {
    // The canonical form writes `adam` as `Adam()`, and numbers without `_`.
    const words = (text: string) =>
      [...text.matchAll(/[\p{L}\p{Nd}_]+/gu)].map(([word]) => word.replaceAll('_', '').toLowerCase()).sort();
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const formatted = await formatText(text, { optionWords: new Set() }).catch(() => text);
        expect(words(formatted)).toEqual(words(text));
      }),
      { numRuns: 150, seed: 8 },
    );
  });
});

test('where no declaration can be told, the first mistake is named', async () => {
  await expect(formatText('} model')).rejects.toMatchObject({ problem: { code: 'KM0002' } });
});
