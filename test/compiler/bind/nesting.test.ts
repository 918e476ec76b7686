import { describe, expect, it } from 'vitest';
import { formatText } from '../../../grammar/index.ts';
import { checkText, findings } from '../harness.ts';

/** Brackets that nest: work that doubled with each of them would never end here. */

const depth = 200;
const nested = (open: string, inner = '1', close = ')'): string =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
const vector = (line: string, before = ''): string =>
  `${before}model A {\n  input x: float32[2]\n  ${line}\n  head y = x -> Dense(1) { loss: mse }\n}\n`;
const sequence = (line: string): string =>
  `model A {\n  input x: float32[T, 4]\n  ${line}\n  head y = x -> LSTM(2) -> Dense(1) { loss: mse }\n}\n`;
const constant = (value: string): string => vector('', `const c = ${value}\n`);
const layer = (result: string): string =>
  `layer Own(n: int) {\n  input x: float32[T, 4]\n  return ${result}\n}\n` +
  'model A {\n  input x: float32[T, 4]\n  head y = x -> Own(1) -> LSTM(2) -> Dense(1) { loss: mse }\n}\n';
const block =
  `block B(n: int = ${nested('(1 + ')}) {\n  input x\n  return x -> Dense(${nested('(n + ', 'n')})\n}\n` +
  `model A {\n  input x: float32[2]\n  head y = x -> B(${nested('(1 + ')}) -> Dense(1) { loss: mse }\n}\n`;

const right: readonly (readonly [string, string])[] = [
  ['a constant', constant(nested('(1 + '))],
  ['a constant with other operators', constant(nested('(2 - 1 * '))],
  ['a condition', constant(nested('(false or ', 'true'))],
  ['a comparison', constant(nested('(true == ', 'true'))],
  ['a function of numbers', constant(nested('min(1, 1 + '))],
  ['an index', vector('', `const l = [0]\nconst c = ${nested('l[0 * ', '0', ']')}\n`)],
  ['an argument of a layer', vector(`branch b = x -> Dense(${nested('(1 + ')})`)],
  ['parameters and arguments of a block', block],
  ['a size', sequence(`branch b: float32[${nested('(0 * T + ', 'T')}, 4] = x`)],
  ['a size in a layer of the text', layer(`x * ${nested('(n + ', 'T')}`)],
  ['a tensor', vector(`branch b = ${nested('(x + ', 'x')}`)],
  ['numbers beside a tensor', vector(`branch b = x * ${nested('(1 + ')}`)],
  ['functions of tensors', vector(`branch b = ${nested('maximum(x, ', 'x')}`)],
  ['a setting', vector(`train { epochs: ${nested('(1 + ')} }`)],
  ['an expectation', vector(`expect params < ${nested('(params + ', 'params')}`)],
];

describe.each(right)('brackets that nest in %s', (_, text) => {
  it('are checked', () => {
    expect(findings(text).filter((found) => found !== 'KM4004 b')).toEqual([]);
  });

  it('are laid out', async () => {
    const formatted = await formatText(text);
    expect(await formatText(formatted)).toBe(formatted);
  });
});

it.each([
  ['a constant', constant(nested('(q + ', '1'))],
  ['an argument', vector(`branch b = x -> Dense(${nested('(q + ', '1')})`)],
])('names that mean nothing in %s are reported once each', (_, text) => {
  const unknown = findings(text).filter((found) => found === 'KM1001 q');
  expect(unknown).toHaveLength(depth);
});

it.each([
  ['that is none', `branch b: float32[${nested('(T + ', 'q')}, 4] = x`, 'KM1001'],
  ['where a number is needed', `branch b = x -> Dense(${nested('(T + ', 'T')})`, 'KM3005'],
])('a size %s is reported once', (_, line, code) => {
  const codes = checkText(sequence(line)).diagnostics.map((diagnostic) => diagnostic.code);
  expect(codes.filter((each) => each === code)).toHaveLength(1);
});
