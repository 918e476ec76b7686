import { describe, expect, it } from 'vitest';
import { findings, graphOf } from '../harness.ts';

/** The units of the Dense that a constant expression gives. */
function units(expression: string, constants = ''): number {
  const graph = graphOf(
    `${constants}\nconst value = ${expression}\nmodel T {\n  input x: float32[4]\n  head y = x -> Dense(value)\n}`,
  );
  return graph.layers[0]!.args['units'] as number;
}

function problems(expression: string): readonly string[] {
  return findings(
    `const value = ${expression}\nmodel T {\n  input x: float32[4]\n  head y = x -> Dense(value)\n}`,
  );
}

describe('constant expressions', () => {
  it.each([
    ['10_000 / 100 + 28', 128],
    ['2 ** 3 ** 2', 512],
    ['-7 % 3', 2],
    ['7 - 2 - 1', 4],
    ['min(3, 5) + max([2, 4])', 7],
    ['floor(7 / 2) + ceil(7 / 2)', 7],
    ['round(2.5) + round(3.5)', 6],
    ['abs(-3) + len([1, 2])', 5],
    ['[4, 8, 16][1]', 8],
    ['[4, 8, 16][-1]', 16],
    ['8 / 2', 4],
  ])('%s is %d', (expression, value) => {
    expect(units(expression)).toBe(value);
  });

  it('reads constants in any order, thousands deep', () => {
    const chain = Array.from({ length: 3000 }, (_, index) => `const c${3000 - index} = c${2999 - index} + 1`);
    expect(units('c3000 / 1500', `${chain.join('\n')}\nconst c0 = 0`)).toBe(2);
  });

  it.each([
    ['7 / 2', ['KM2003 value']],
    ['10.0', ['KM2003 value']],
    ['1 / 0', ['KM2004 1 / 0']],
    ['2 ** 53 + 1', ['KM2004 2 ** 53 + 1']],
    ['[1, 2][2]', ['KM2004 2']],
    ['1 + true', ['KM2003 1 + true']],
    ['not 3', ['KM2003 3']],
    ['missing + 1', ['KM1001 missing']],
    ['value', ['KM4001 value']],
    ['true and 3 == 3', ['KM2003 value']],
  ])('%s is a mistake', (expression, expected) => {
    expect(problems(expression)).toEqual(expected);
  });

  it('lets a constant win over an option, and says how to have the option', () => {
    const text =
      'const relu = 5\nmodel T {\n  input x: float32[4]\n  head y = x -> Dense(relu, activation: "relu")\n}';
    expect(graphOf(text).layers[0]!.args['units']).toBe(5);
    expect(findings(text.replace('"relu"', 'relu'))).toEqual(['KM2003 relu']);
  });

  it('keeps circles of several constants to one report', () => {
    expect(findings('const a = b + 1\nconst b = c\nconst c = a')).toEqual(['KM4001 a']);
  });
});
