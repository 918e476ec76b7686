import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';
import { helpOf, mended, told } from '../told.ts';

/** A model with two branches, of which a head is made. */
function model(value: string): string {
  return `block Pair(units: int) {
  input x: float32[4]
  return x -> Dense(units)
}
model Example {
  input x: float32[4]
  shared tower = Dense(4)
  branch a = x -> tower
  branch b = x -> Dense(4)
  head first = ${value}
  head second = [a, b] -> Add()
}
`;
}

/** A model in which nothing else takes the branches. */
const alone = (value: string): string =>
  `model Example {\n  input x: float32[4]\n  branch a = x -> Dense(4)\n  branch b = x -> Dense(4)\n  head y = ${value}\n}\n`;

const inParentheses = 'What flows into a layer stands before it, and not in its parentheses.';

describe('what flows into a layer in its parentheses', () => {
  it.each([
    ['Add([a, b]) -> Dense(1)', '[a, b]', '[a, b] -> Add()'],
    ['Concatenate([a, b])', '[a, b]', '[a, b] -> Concatenate()'],
    ['Concatenate([a, b], axis: -1)', '[a, b]', '[a, b] -> Concatenate(axis: -1)'],
    ['Add(a, b)', 'a', '[a, b] -> Add()'],
    ['Average(inputs: [a, b])', 'inputs: [a, b]', '[a, b] -> Average()'],
    ['Dense(4, a)', 'a', 'a -> Dense(4)'],
    ['Flatten(a) -> Dense(1)', 'a', 'a -> Flatten()'],
    ['Flatten(Add([a, b]))', 'Add([a, b])', '[a, b] -> Add() -> Flatten()'],
    ['Add([a, Dense(4, b)])', '[a, Dense(4, b)]', '[a, b -> Dense(4)] -> Add()'],
    ['Add([a, b * 2])', '[a, b * 2]', '[a, b * 2] -> Add()'],
    ['Add([a, b]) + x', '[a, b]', '([a, b] -> Add())'],
    ['relu(Dense(4, a))', 'a', 'a -> Dense(4)'],
    ['tower(a)', 'a', 'a -> tower'],
    ['Pair(3, a)', 'a', 'a -> Pair(3)'],
    ['Example2(a)', 'a', 'a -> Example2()'],
    ['x -> Add(a)', 'a', '[x, a] -> Add()'],
    [
      'x -> Dense(4) -> Concatenate(a, axis: -1)',
      'a, axis: -1',
      '[x -> Dense(4), a] -> Concatenate(axis: -1)',
    ],
  ])('%s', (value, at, pipeline) => {
    const other = 'model Example2 {\n  input x: float32[4]\n  head y = x -> Dense(4)\n}\n';
    const text = `${other}${model(value)}`;
    expect(told(text)).toEqual([`${at}: ${inParentheses}`]);
    expect(helpOf(text)).toBe(`write \`${pipeline}\`.`);
    expect(told(mended(text))).toEqual([]);
  });

  it.each([
    ['Add([a, b])', []],
    ['Add([a, b]) -> Dense(1)', []],
    ['add([a, b])', ['KM2002']],
    ['Foo([a, b])', ['KM1003']],
    ['x -> Dense(4, a) -> Concatenate(b)', ['KM2006']],
  ])('is used: %s', (value, others) => {
    const codes = checkText(alone(value)).diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code !== 'KM0002')).toEqual(others);
  });

  it('is no value that an argument takes', () => {
    const text = 'model A {\n  input relu: float32[4]\n  head y = relu -> Dense(4, relu)\n}\n';
    expect(told(text)).toEqual([]);
  });

  it('is told of a layer in a layer in no other words', () => {
    const text = 'layer Own() {\n  input x: float32[..., D]\n  return Dense(4, x)\n}\n';
    expect(checkText(text).diagnostics.map(({ code }) => code)).toContain('KM1003');
    expect(told(text).filter((each) => each.includes(inParentheses))).toEqual([]);
  });
});

describe('what flows into a layer behind its parentheses', () => {
  it.each([
    ['Dense(1)(Add()([a, b]))', '[a, b] -> Add() -> Dense(1)'],
    ['Add()([a, Dense(4)(b)])', '[a, b -> Dense(4)] -> Add()'],
    ['[a, Dense(4)(b)] -> Add()', 'b -> Dense(4)'],
    ['relu(Dense(4)(a))', 'a -> Dense(4)'],
    ['x + Dense(4)(b)', '(b -> Dense(4))'],
    ['Dense(4)(b) + x', '(b -> Dense(4))'],
  ])('%s', (value, pipeline) => {
    const text = model(value);
    expect(told(text)).toEqual([
      '(: What flows into a layer stands before it, and not behind it in parentheses.',
    ]);
    expect(helpOf(text)).toBe(`write \`${pipeline}\`.`);
    expect(told(mended(text))).toEqual([]);
  });

  it('may stand in a list in parentheses', () => {
    const text = model('Concatenate([a, Dense(4)(b)], axis: -1)');
    expect(told(text)).toHaveLength(1);
    expect(told(mended(mended(text)))).toEqual([]);
  });
});
