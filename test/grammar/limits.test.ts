import { describe, expect, test } from 'vitest';
import { layOut } from '../../grammar/layout/layout.ts';
import { tokenize } from '../../grammar/lexer.ts';
import { ModelParser } from '../../grammar/parser.ts';
import { problemsOf, read, strayPlaces, value } from './outline.ts';

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe('what is large but right', () => {
  test('3,000 stages in one chain', () => {
    const { file, problems } = read(`model M {\n  branch b = a${' -> Dense(1)'.repeat(3000)}\n}`);
    expect(problems).toEqual([]);
    expect(file.declarations[0]).toMatchObject({ members: [{ value: { kind: 'Pipeline' } }] });
  });

  test('100,000 declarations', () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `  branch h${index + 1} = h${index} -> Dense(64)`,
    );
    const { file, problems } = read(`model M {\n${lines.join('\n')}\n}`);
    expect(problems).toEqual([]);
    expect(file.declarations[0]).toHaveProperty('members.length', 100_000);
  });

  test('thousands of arguments, entries, operators and indexes', () => {
    const many = Array.from({ length: 2000 }, (_, index) => index);
    expect(problemsOf(`const a = [${many.join(', ')}]`)).toEqual([]);
    expect(problemsOf(`const a = ${many.join(' + ')}`)).toEqual([]);
    expect(
      problemsOf(`model M {\n  train {\n${many.map((index) => `e${index}: 1`).join('\n')}\n  }\n}`),
    ).toEqual([]);
  });

  test.each([
    ['(', ')'],
    ['f(', ')'],
    ['[', ']'],
    ['{a: ', '}'],
    ['[x -> L(', ')]'],
    ['x -> repeat 2 { L(a: ', ') }'],
    ['-(', ')'],
    ['xs[', ']'],
  ])('nesting of %s…%s up to 256, without a full stack', (open, close) => {
    const brackets = open.replace(/[^[({]/g, '').length;
    const depth = Math.floor(256 / brackets);
    expect(problemsOf(`const a = ${open.repeat(depth)}1${close.repeat(depth)}`)).toEqual([]);
  });

  test('nesting takes little of the stack, however deep', () => {
    const parser = new ModelParser() as ModelParser & { consumeToken(): void };
    const consume = parser.consumeToken;
    let calls = 0;
    parser.consumeToken = function () {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = Infinity;
      calls = Math.max(calls, new Error().stack!.split('\n').length);
      Error.stackTraceLimit = stackTraceLimit;
      consume.call(this);
    };
    const text = `const a = ${'f(x -> L(['.repeat(85)}1${']))'.repeat(85)}`;
    const { tokens, docs } = layOut(text, tokenize(text));
    parser.recovery.begin([], text);
    expect(parser.read(tokens, docs)).toHaveLength(1);
    expect(parser.recovery.problems).toEqual([]);
    expect(calls).toBeLessThan(2000);
  });

  test('what stands deep inside is read like the rest', () => {
    for (const depth of [10, 31, 32, 33, 64, 65, 100]) {
      const text = `${'[f('.repeat(depth)}(1 + g(k: {a: x -> repeat 2 { B() }})) * 2${')]'.repeat(depth)}`;
      const inner = '((1 + g(k: {a: <x -> repeat 2 { B() }>})) * 2)';
      expect(value(text)).toBe(`${'[f('.repeat(depth)}${inner}${')]'.repeat(depth)}`);
    }
    const mistaken = `const a = ${'[f('.repeat(60)}k: , b c${')]'.repeat(60)}\nconst b = 1`;
    expect(strayPlaces(mistaken, read(mistaken))).toEqual([]);
    expect(problemsOf(mistaken)).toEqual([
      'KM0002 "," A value is needed after `:`, but `,` stands here.',
      'KM0002 "c" A comma is needed before `c`.',
    ]);
  });

  test('the time for each line stays the same', () => {
    const text = (count: number): string =>
      `model M {\n${Array.from({ length: count }, (_, index) => `branch h${index + 1} = h${index} -> Dense(64)`).join('\n')}\n}`;
    const small = text(1000);
    const large = text(20_000);
    const best = (work: () => void): number =>
      Math.min(...Array.from({ length: 5 }, () => milliseconds(work)));
    const perSmall = best(() => read(small)) / 1000;
    const perLarge = best(() => read(large)) / 20_000;
    expect(perLarge / perSmall).toBeLessThan(4);
  });
});

describe('what is too much ends at once, in one problem', () => {
  const tooDeep = 'KM2004 "[" Brackets are nested deeper than 256 here.';

  test('257 brackets, at the place', () => {
    const text = `model M {\n  branch a = ${'['.repeat(256)}x${']'.repeat(256)}\n  branch b = a\n}`;
    expect(problemsOf(text)).toEqual([tooDeep]);
    expect(read(text).problems[0]?.span.start).toBe(text.indexOf('[') + 255);
  });

  test.each([
    ['ten million brackets', '['.repeat(10_000_000), tooDeep],
    ['ten million brackets in a model', `model M {\nbranch a = ${'['.repeat(10_000_000)}`, tooDeep],
    ['brackets of all kinds', 'const a = ' + '[(f({a:'.repeat(2_000_000), 'KM2004 "[" Brackets are nested'],
  ])('%s', (_, text, problem) => {
    let problems: string[] = [];
    expect(milliseconds(() => (problems = problemsOf(text)))).toBeLessThan(2000);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem.slice(0, 25));
  });

  test('signs, powers and else-ifs that nest', () => {
    const expected = [expect.stringMatching(/^KM2004 .*This expression is nested deeper than 256/)];
    expect(problemsOf(`const a = ${'- '.repeat(50_000)}1`)).toEqual(expected);
    expect(problemsOf(`const a = ${'not '.repeat(50_000)}true`)).toEqual(expected);
    expect(problemsOf(`const a = 2${' ** 2'.repeat(50_000)}`)).toEqual(expected);
    expect(problemsOf(`const a = 2${' + 2'.repeat(50_000)}`)).toEqual(expected);
    expect(problemsOf(`const a = x${'[0]'.repeat(50_000)}`)).toEqual(expected);
    expect(problemsOf(`const a = x -> if a { B() }${' else if a { B() }'.repeat(5000)}`)).toEqual(expected);
  });

  test('more words than any model has', () => {
    const problems = problemsOf('const a = [\n' + 'a, '.repeat(2_000_000));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/KM2004 .*The text goes on after 3000000 words and signs/);
  });

  test('no more than 100 problems are told', () => {
    const text = `model M {\n${'branch b = x -> L(a: )\n'.repeat(5000)}}\nmodel N {}`;
    expect(milliseconds(() => expect(read(text).problems).toHaveLength(100))).toBeLessThan(2000);
    expect(read('model M {\n' + '§ \n'.repeat(50_000) + '}').problems).toHaveLength(100);
    expect(read(')\n'.repeat(50_000)).problems.length).toBeLessThanOrEqual(100);
    expect(read('model M {\n' + 'branch b = L(\n'.repeat(50_000)).problems).toHaveLength(100);
  });
});

describe('what is no text', () => {
  const binary = /KM0001 .*This file is binary, not the text of a model\./;

  test('a NUL byte, early or late', () => {
    expect(problemsOf('\x03\0\0\0model')).toEqual([expect.stringMatching(binary)]);
    expect(problemsOf(`const a = 1\n${' '.repeat(10_000)}\0`)).toEqual([expect.stringMatching(binary)]);
  });

  test('bytes that are no UTF-8', () => {
    const text = new TextDecoder().decode(
      Uint8Array.from({ length: 500 }, (_, index) => 128 + (index % 100)),
    );
    expect(problemsOf(text)).toEqual([expect.stringMatching(binary)]);
    expect(read(text).problems[0]?.help).toContain('Kendryte K210');
  });

  test('a control character in a text is one problem', () => {
    expect(problemsOf('const a = 1 \x01\nconst b = 2')).toEqual([
      'KM0001 "\\u0001" The character U+0001 has no meaning here.',
    ]);
  });
});
