import { describe, expect, it } from 'vitest';
import { finding, findings } from '../harness.ts';

const titles = (text: string) => finding(text, 'KM3011').fixes.map(({ edits: [edit] }) => edit!.newText);

describe('an input of a model', () => {
  const model = (input: string) => `model A {\n  ${input}\n  head y = x -> Dense(1)\n}\n`;

  it('needs a type', () => {
    expect(findings(model('input x'))).toEqual(['KM3011 x']);
    expect(titles(model('input x'))).toEqual([': float32[]', ': float32[1]', ': int32[]']);
  });

  it('needs brackets, also where it is a single number', () => {
    expect(findings(model('input x: float32'))).toEqual(['KM3011 float32']);
    expect(titles(model('input x: float32'))).toEqual(['[]', '[1]']);
    const help = finding(model('input x: int32'), 'KM3011').help;
    expect(help).toContain('a single number is `int32[]`');
  });

  it('is one mistake where the type is broken, or is no type', () => {
    expect(findings(model('input x: float33'))).toEqual(['KM1001 float33']);
    expect(findings(model('input x:')).filter((each) => each.startsWith('KM3'))).toEqual([]);
    expect(findings(model('input x float32[3]'))).toHaveLength(1);
  });

  it('inherits a type: the model that extends says nothing again', () => {
    const text = `${model('input x')}model B extends A {\n  override head y = x -> Dense(2)\n}\n`;
    expect(findings(text)).toEqual(['KM3011 x']);
  });
});

describe('an input of a block', () => {
  it('needs no type, but brackets where it has one', () => {
    const text = (input: string) =>
      `block B() {\n  ${input}\n  return x -> Dense(1)\n}\nmodel A {\n  input x: float32[3]\n  head y = x -> B()\n}\n`;
    expect(findings(text('input x'))).toEqual([]);
    expect(findings(text('input x: float32'))).toEqual(['KM3011 float32']);
  });
});

it('the declared type of a branch or head needs brackets', () => {
  const text =
    'model A {\n  input x: float32[3]\n  branch b: float32 = x\n  head y: float32 = b -> Dense(1)\n}\n';
  expect(findings(text)).toEqual(['KM3011 float32', 'KM3011 float32']);
});

describe('a parameter', () => {
  const model = (parameter: string) =>
    `model A(${parameter}) {\n  input x: float32[3]\n  head y = x -> Dense(2)\n}\n`;

  it.each([
    ['n', 'n', ': int'],
    ['n = 3', 'n', ': int'],
    ['n = -3', 'n', ': int'],
    ['n = 0.5', 'n', ': float'],
    ['n = true', 'n', ': bool'],
    ['n = not true', 'n', ': bool'],
    ['n = "a"', 'n', ': string'],
    ['n = [1, 2]', 'n', ': int[]'],
    ['n = same', 'n', ': padding'],
    ['n = relu', 'n', ': activation'],
  ])('written as `%s` needs a type', (written, name, type) => {
    expect(findings(model(written))).toEqual([`KM3011 ${name}`]);
    expect(titles(model(written))).toEqual([type]);
  });
});
