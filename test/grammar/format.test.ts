import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../grammar/format.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { tokenize } from '../../grammar/lexer.ts';
import * as plugin from '../../grammar/prettier.ts';
import { read, value, withoutPlaces } from './outline.ts';

const fixtures = new URL('./fixtures/format/', import.meta.url);
const examples = new URL('../../examples/', import.meta.url);
const kitchenSink = readFileSync(new URL('./fixtures/kitchen-sink.kmodel', import.meta.url), 'utf8');

/** No string becomes a name, so trees can be compared. */
const literally = { optionWords: new Set<string>() };

function meaning(text: string): unknown {
  const { file, problems } = read(text);
  expect(problems).toEqual([]);
  return withoutPlaces(file.declarations);
}

function comments(text: string): string[] {
  return read(text).file.comments.map((comment) => comment.text.replace(/\s+/g, ' ').trim());
}

/** What holds for every text: the form is stable, it means the same, and no comment is lost. */
async function isCanonical(text: string): Promise<string> {
  const formatted = await formatText(text, literally);
  expect(await formatText(formatted, literally)).toBe(formatted);
  const same = (tree: string): unknown => JSON.parse(tree.replaceAll(optimizerName, optimizerCall));
  expect(same(JSON.stringify(meaning(formatted)))).toEqual(same(JSON.stringify(meaning(text))));
  expect(comments(formatted).sort()).toEqual(comments(text).sort());
  expect(formatted).not.toMatch(/[^\S\n]\n|\n\n\n|\n\n$/);
  return formatted;
}

const optimizerName = '{"kind":"Identifier","text":"adam","key":"adam"}';
const optimizerCall =
  '{"kind":"Call","callee":{"kind":"Identifier","text":"Adam","key":"Adam"},"arguments":[]}';

describe('fixtures', () => {
  test.each(readdirSync(fixtures))('%s', async (name) => {
    const input = readFileSync(new URL(`${name}/input.kmodel`, fixtures), 'utf8');
    const outputFile = new URL(`${name}/output.kmodel`, fixtures);
    const formatted = await formatText(input);
    if (process.env['UPDATE_FIXTURES'] || !existsSync(outputFile)) writeFileSync(outputFile, formatted);
    expect(formatted).toBe(readFileSync(outputFile, 'utf8'));
    expect(await formatText(formatted)).toBe(formatted);
    expect(await formatText(input.replaceAll('\n', '\r\n'))).toBe(formatted);
    expect(await formatText(input.replaceAll('\n', '\r'))).toBe(formatted);
    expect(await formatText(`\ufeff${input}`)).toBe(`\ufeff${formatted}`);
    expect(await formatText(input, { endOfLine: 'crlf' })).toBe(formatted.replaceAll('\n', '\r\n'));
    if (name !== 'options') await isCanonical(input);
  });
});

describe('whole files', () => {
  test('the file with every construct', async () => {
    const formatted = await isCanonical(kitchenSink);
    expect(formatted).toContain('\n    -> Conv2D(filters, kernel, padding: "same")\n');
  });

  test.each(readdirSync(examples).filter((name) => name.endsWith('.kmodel')))(
    'the example %s',
    async (name) => {
      await isCanonical(readFileSync(new URL(name, examples), 'utf8'));
    },
  );

  test('at any width', async () => {
    for (const printWidth of [1, 20, 40, 60, 80, 100, 200]) {
      const formatted = await formatText(kitchenSink, { ...literally, printWidth });
      expect(await formatText(formatted, { ...literally, printWidth })).toBe(formatted);
      const at110 = await formatText(kitchenSink, literally);
      expect(await formatText(formatted, literally)).toBe(await formatText(at110, literally));
    }
  });

  test('with tabs, or wider steps', async () => {
    expect(await formatText('model M {\ninput x\n}', { useTabs: true })).toBe('model M {\n\tinput x\n}\n');
    expect(await formatText('model M {\ninput x\n}', { tabWidth: 4 })).toBe('model M {\n    input x\n}\n');
  });

  test('that are empty, or hold comments alone', async () => {
    expect(await formatText('')).toBe('');
    expect(await formatText('\n\n')).toBe('');
    expect(await formatText('// a\n\n\n// b\n/* c */')).toBe('// a\n\n// b\n/* c */\n');
  });

  test('with a comment of several lines behind an operator, which still reads on', async () => {
    const formatted = await formatText('const a = 1 + /* one\ntwo */ 2\nconst b = 1 + /* one */ 2\n');
    expect(formatted).toBe('/* one\ntwo */ const a = 1 + 2\nconst b = 1 /* one */ + 2\n');
    expect(parse(createSourceFile('m.kmodel', formatted)).problems).toEqual([]);
    await isCanonical(formatted);
  });

  test('with chains of thousands of parts', async () => {
    await isCanonical(`model M {\n  branch x = a${' -> A()'.repeat(3000)}\n}`);
    await isCanonical(`const a = b${' + b'.repeat(2000)}`);
  });

  test('nested as deep as can be read', async () => {
    await isCanonical(`const a = ${'['.repeat(250)}1${']'.repeat(250)}`);
    await isCanonical(`const a = ${'(1 + '.repeat(250)}1${') * 2'.repeat(250)}`);
  });
});

describe('options', () => {
  test('strings become names where an option of that name may stand', async () => {
    const formatted = await formatText(
      'model M {\n  branch a = x -> D(3, activation: "relu", name: "relu", w: "my")\n}',
    );
    expect(formatted).toContain('D(3, activation: relu, name: "relu", w: "my")');
  });

  test('the words are given by the caller', async () => {
    const text = 'model M {\n  branch a = x -> D(a: "own", b: "relu")\n}';
    expect(await formatText(text, { optionWords: new Set(['own']) })).toContain('D(a: own, b: "relu")');
  });

  test('a name that is taken stays a string', async () => {
    expect(await formatText('const relu = 1\nmodel M { branch a = x -> D(a: "relu") }')).toContain(
      'a: "relu"',
    );
    expect(await formatText('model M(relu: int) { branch a = x -> D(a: "relu") }')).toContain('a: "relu"');
  });
});

describe('comments', () => {
  const forms = [' /* c1 */ ', ' // c1\n', '\n// c1\n', '\n// c1\n\n// c2\n', ' /* c1 */ // c2\n'];

  test('between any two words, where they change nothing, are kept and stay where they are', async () => {
    const before = meaning(kitchenSink);
    let tried = 0;
    for (const [index, { startOffset: at }] of tokenize(kitchenSink).tokens.entries()) {
      if (index % 3 > 0) continue;
      const form = forms[(index / 3) % forms.length]!;
      const text = kitchenSink.slice(0, at) + form + kitchenSink.slice(at);
      const { file, problems } = read(text);
      if (problems.length > 0) continue;
      if (JSON.stringify(withoutPlaces(file.declarations)) !== JSON.stringify(before)) continue;
      await isCanonical(text);
      tried++;
    }
    expect(tried).toBeGreaterThan(100);
  });
});

describe('expressions', () => {
  const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
    operand: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('a', 'b', '1', '2.5', '"s"', 'true', 'none', 'F(1)', 'xs[0]'),
      tie('expression').map((inner) => `(${inner})`),
      tie('expression').map((inner) => `[${inner}, 1]`),
      tie('expression').map((inner) => `(${inner})[0]`),
      tie('expression').map((inner) => `(a -> G(${inner}) -> s)`),
      tie('operand').map((inner) => `-${inner}`),
      tie('operand').map((inner) => `not ${inner}`),
    ),
    expression: fc.oneof(
      { maxDepth: 4 },
      tie('operand'),
      fc
        .tuple(
          tie('operand'),
          fc.constantFrom('+', '-', '*', '/', '%', '**', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'),
          tie('expression'),
        )
        .map((parts) => parts.join(' ')),
      tie('operand').map((inner) => `${inner} -> L(n: ${inner}) -> if c { A() } else { B() }`),
    ),
  }));

  test('mean the same whatever parentheses they lose', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (text) => {
        fc.pre(read(`const a = ${text}`).problems.length === 0);
        for (const printWidth of [30, 110]) {
          const formatted = await formatText(`const a = ${text}`, { ...literally, printWidth });
          expect(meaning(formatted)).toEqual(meaning(`const a = ${text}`));
          expect(await formatText(formatted, { ...literally, printWidth })).toBe(formatted);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('keep the parentheses that matter, and those that help', async () => {
    const formatted = async (text: string): Promise<string> =>
      (await formatText(`const a = ${text}`)).replace(/^const a = /, '').trim();
    expect(await formatted('((a))')).toBe('a');
    expect(await formatted('(a+b)*(c)')).toBe('(a + b) * c');
    expect(await formatted('a-(b-c)-(d)')).toBe('a - (b - c) - d');
    expect(await formatted('(a ** b) ** c ** d')).toBe('(a ** b) ** c ** d');
    expect(await formatted('(-a) ** -(b)')).toBe('(-a) ** -b');
    expect(await formatted('- (-a)')).toBe('-(-a)');
    expect(await formatted('not (not a)')).toBe('not not a');
    expect(await formatted('a or b and c')).toBe('a or (b and c)');
    expect(await formatted('((x -> A())) + ((y))')).toBe('(x -> A()) + y');
    expect(value('(x -> A()) + y')).toBe('(<x -> A()> + y)');
  });
});

describe('the plugin', () => {
  test('formats through prettier itself', async () => {
    expect(await format('const a=1', { parser: 'kmodel', plugins: [plugin] })).toBe('const a = 1\n');
    expect(await format('const a=1', { filepath: 'a.kmodel', plugins: [plugin] })).toBe('const a = 1\n');
  });

  test('has no options of its own', () => {
    expect(plugin.options).toEqual({});
  });

  test('formats the blocks of a Markdown text, those with mistakes as far as they can be read', async () => {
    const text = '# A\n\n```kmodel\nmodel M{\ninput x:float32[3]\nbranch a=\n}\n```\n';
    const formatted = '# A\n\n```kmodel\nmodel M {\n  input x: float32[3]\n  branch a=\n}\n```\n';
    expect(await format(text, { parser: 'markdown', plugins: [plugin] })).toBe(formatted);
  });

  test('says what is wrong with a text in which no declaration can be told, and where', async () => {
    await expect(formatText('  § const a = 1')).rejects.toThrow('KM0001 at line 1, column 3: ');
  });
});
