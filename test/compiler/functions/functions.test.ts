import { describe, expect, it } from 'vitest';
import { allFunctions } from '../../../compiler/functions/registry.ts';
import { interpret } from '../support/interpreter/interpret.ts';
import { gradientOf, mistakesIn, shapeOf, valueOf } from './support.ts';
import { comparisons, entries } from './values/entries.ts';
import { everyKind } from './values/every-kind.ts';
import { places } from './values/places.ts';
import { products } from './values/products.ts';

/** Expressions and what they are worth, worked out there entry by entry. */
const smoothValues = [...everyKind, ...entries, ...places, ...products];
const values = [...smoothValues, ...comparisons];

describe('functions of tensors are worth what Keras’s are', () => {
  it.each(values)('%s', async (expression, wanted) => {
    const [native, exact] = [await valueOf(expression), await valueOf(expression, interpret)];
    expect(native.shape.slice(1)).toEqual(shapeOf(expression));
    for (const { data } of [native, exact]) {
      expect(data.length).toBe(wanted.length);
      wanted.forEach((value, index) => expect(data[index]!).toBeCloseTo(value, 4));
    }
  });
});

describe('their gradients are the slopes', () => {
  const smooth = smoothValues
    .map(([expression]) => expression)
    .filter(
      (text) =>
        !/floor|ceil|round|trunc|inf|xor|no_nan|mod|%|argm|one_hot|any|all|zeros_like|ones_like/.test(text),
    );
  it.each(smooth)('%s', async (expression) => {
    const { found, slopes } = await gradientOf(expression);
    found.forEach((gradient, index) => expect(gradient).toBeCloseTo(slopes[index]!, 4));
  });
});

describe('mistakes in functions', () => {
  it.each([
    ['sum(x)', 'KM2004', 'would join the samples of a batch'],
    ['sum(x, axis: 0)', 'KM2004', 'is the batch'],
    ['mean(x, axis: 5)', 'KM2004', 'has axes 1 to 2'],
    ['concatenate([x, x])', 'KM2004', 'is the batch'],
    ['exp(x, 3)', 'KM2005', 'exp'],
    ['maximum(x)', 'KM2002', 'x2'],
    ['clip(x, low: 0)', 'KM2001', '`low`'],
    ['matmul(x, x)', 'KM3002', 'their sizes differ'],
    ['matmul(z, z)', 'KM3001', 'takes matrices'],
    ['x + reshape(x, [4, 2])', 'KM3003', 'broadcastable'],
    ['where(x > 0, x, transpose(x, axes: [0, 2, 1]))', 'KM3003', '`where` needs'],
    ['x[2]', 'KM2004', 'has 2 entries'],
    ['reshape(x, [3, -1])', 'KM3002', 'does not fit the shape'],
    ['transpose(x, axes: [2, 1])', 'KM2004', 'the batch axis 0 first'],
    ['x * [[1, 2], [3]]', 'KM2003', 'is a list'],
    ['x * [1, 2, 3]', 'KM3003', '`[1, 2, 3]` is int32[3]'],
    ['[1, 2]', 'KM2003', 'is a list'],
    ['squeeze(x, 1)', 'KM3002', 'has 2'],
    ['one_hot(x, 4)', 'KM3006', 'whole numbers'],
    ['pad(x, [[1, 1]])', 'KM2004', 'a pair for each'],
  ])('%s', (expression, code, part) => {
    const found = mistakesIn(expression);
    expect(found.filter((text) => text.startsWith(code)).join('\n')).toContain(part);
    expect(found.filter((text) => !text.startsWith('KM400')).length).toBe(1);
  });

  it.each(['sqrt(2)', 'maximum(1, 2)', 'arange(4)'])(
    '%s is no head: it holds numbers alone',
    (expression) => {
      expect(mistakesIn(expression).filter((text) => text.includes('numbers alone')).length).toBe(1);
    },
  );

  it.each([
    ['slogdet(x)', '`slogdet` is a function of Keras that kmodel does not have.'],
    ['x + amax(x, axis: 1)', '`amax` is a function of Keras that kmodel does not have. `max` is the same.'],
    ['hard_swish(x) * 2', '`hard_silu` is the same.'],
    ['diff(x)', 'Write `x[1:] - x[:-1]`.'],
    ['while_loop(x)', 'A model holds no loops'],
    ['expp(x) + x', 'There is no function or block `expp`. Did you mean `exp` or `exp2`?'],
  ])('%s is one mistake, with a way out where there is one', (expression, part) => {
    const found = mistakesIn(expression);
    expect(found.length, found.join('\n')).toBe(1);
    expect(found[0]).toContain(part);
  });

  it('names an unknown function once', () => {
    expect(mistakesIn('expp(x)').filter((text) => text.includes('expp')).length).toBe(1);
  });
});

describe('declarations of functions', () => {
  /** Their numbers are chance: `random.test.ts` asks how they are spread. */
  const random = ['random_normal', 'random_uniform', 'random_bernoulli'];
  const written = values.map(([expression]) => expression).join('\n');

  it.each(
    allFunctions()
      .map(({ name }) => name)
      .filter((name) => !random.includes(name)),
  )('%s: its numbers are held', (name) => {
    expect(written).toMatch(new RegExp(`\\b${name}\\(`, 'u'));
  });

  it.each(allFunctions().map((each) => [each.name, each.layer.example] as const))(
    '%s: its example compiles',
    (_, example) => {
      expect(mistakesIn(example, '4, 8').filter((text) => !text.startsWith('KM400'))).toEqual([]);
    },
  );
});
