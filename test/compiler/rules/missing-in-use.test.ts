import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';

const inner = `model Age {
  input age: float32[1] { missing: median }
  head code = age -> Dense(4)
}
`;
const outer = (input: string, flow: string): string =>
  `${inner}model Person {\n  input years: float32[1]${input}\n  head y = ${flow} -> Age() -> Dense(1)\n}\n`;

const found = (text: string): readonly string[] =>
  checkText(text).diagnostics.map(({ code, message, help }) => `${code} ${message} ${help ?? ''}`.trim());

describe('`missing` of a model that is used as a layer', () => {
  it('has no effect, and the input around is where to say it', () => {
    expect(found(outer('', 'years'))).toEqual([
      'KM4009 `missing` of `age` has no effect here: `Age` is used as a layer, and `years` flows in. Say `missing` at the input `years` of the model around.',
    ]);
  });

  it('has no effect on what layers make', () => {
    expect(found(outer('', 'years -> Dense(1)'))).toEqual([
      'KM4009 `missing` of `age` has no effect here: `Age` is used as a layer, and `Dense(1)` flows in. Only inputs of the model around can have missing entries.',
    ]);
  });

  it('is right beside a rule of the input around, and in the model by itself', () => {
    expect(found(outer(' { missing: 0 }', 'years'))).toEqual([]);
    expect(found(inner)).toEqual([]);
  });
});
