import { describe, expect, it } from 'vitest';
import { closestNames } from '../../../compiler/diagnostics/closest-names.ts';
import { checkText, findings } from '../harness.ts';

/** Short texts that ask for much more than they say: each is refused at once, in one place. */

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const model = (stages: string) => `model A {\n  input x: float32[2]\n  head y = x -> ${stages}\n}\n`;

describe('lists of constants that double', () => {
  const doubled = (count: number) =>
    `const a0 = [1, 2]\n${lines(count, (index) => `const a${index + 1} = [a${index}, a${index}]\n`)}`;

  it('may be compared while they are small', () => {
    expect(
      findings(`${doubled(12)}const same = a12 == a12\n${model('if same { Dense(1) } else { Dense(2) }')}`),
    ).toEqual([]);
  });

  it.each([40, 60, 500])('are refused where they are doubled %i times', (count) => {
    const text = `${doubled(count)}const same = a${count} == a${count}\n${model('Dense(1)')}`;
    expect(findings(text)).toEqual(['KM2004 [a14, a14]']);
  });

  it('are refused as an argument', () => {
    expect(findings(`${doubled(39)}${model('Dense(a39)')}`)).toEqual(['KM2004 [a14, a14]']);
  });

  it('are refused where they are nested too deep', () => {
    const text = `const a0 = [1]\n${lines(20_000, (index) => `const a${index + 1} = [a${index}]\n`)}`;
    expect(findings(text)).toEqual(['KM2004 [a99]']);
  });
});

describe('models that extend each other', () => {
  const chain = (count: number) =>
    `model M0 {\n  input x: float32[2]\n  head y = x -> Dense(1)\n}\n${lines(
      count,
      (index) => `model M${index + 1} extends M${index} {\n  override head y = x -> Dense(${index + 2})\n}\n`,
    )}`;

  it('may do so many times', () => {
    expect(findings(chain(100))).toEqual([]);
  });

  it('are refused beyond, once, and nothing else is said of those behind', () => {
    expect(findings(chain(3000))).toEqual(['KM2004 M100']);
  });

  it('a model that uses one beyond the limit is right in itself', () => {
    const user = 'model User {\n  input x: float32[2]\n  head y = x -> M200() -> Dense(1)\n}\n';
    expect(findings(chain(200) + user)).toEqual(['KM2004 M100']);
  });
});

describe('unknown names', () => {
  it('are all reported, 20,000 of them', () => {
    const text = `model A {\n  input x: float32[2]\n${lines(
      20_000,
      (index) => `  branch bname${index} = zname${index} -> Dense(3)\n`,
    )}  head y = x -> Dense(1)\n}\n`;
    const codes = checkText(text).diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code === 'KM4001' || code === 'KM1001').length).toBeGreaterThan(19_000);
  });
});

describe('the nearest of many names', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `value${index}`);

  it.each([
    ['valeu17', 'value17'],
    ['value1234x', 'value1234'],
    ['Value4999', 'value4999'],
    ['vlue77', 'value77'],
  ])('to %s is %s', (word, nearest) => {
    expect(closestNames(word, many)[0]).toBe(nearest);
  });

  it('is one slip away, or there is none', () => {
    expect(closestNames('velua17', many)).toEqual([]);
    expect(closestNames('other', many)).toEqual([]);
  });

  it('may stand beside them', () => {
    expect(closestNames('unitss', many, ['units'])).toEqual(['units']);
  });
});

it('a slip of the case is nearer than any other', () => {
  expect(closestNames('ReLU', ['selu', 'relu', 'elu'])[0]).toBe('relu');
  expect(findings(model('Dense(2, activation: ReLU)'))).toEqual(['KM2006 ReLU']);
});
