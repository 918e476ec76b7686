import { describe, expect, it } from 'vitest';
import { allFunctions } from '../../../compiler/functions/registry.ts';
import { interpret } from '../support/interpreter/interpret.ts';
import { gradientOf, mistakesIn, shapeOf, valueOf, x, z } from './support.ts';

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const rows = Array.from({ length: 6 }, (_, row) => x.slice(4 * row, 4 * row + 4));
const each = (f: (v: number) => number) => x.map(f);
const eachRow = (f: (row: readonly number[]) => number) => rows.map(f);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const variance = (values: readonly number[]) => mean(values.map((v) => (v - mean(values)) ** 2));
/** z beside each entry of x: it has no second axis, so it goes with both rows of its sample. */
const beside = (f: (a: number, b: number) => number) =>
  x.map((value, index) => f(value, z[4 * Math.floor(index / 8) + (index % 4)]!));

/** Expressions and what they are worth, worked out here entry by entry. */
const values: readonly (readonly [string, readonly number[]])[] = [
  ['abs(x)', each(Math.abs)],
  ['negative(x)', each((v) => -v)],
  ['-x', each((v) => -v)],
  ['sign(x)', each(Math.sign)],
  ['square(x)', each((v) => v * v)],
  ['x ** 2', each((v) => v * v)],
  ['abs(x) ** 0.5', each((v) => Math.sqrt(Math.abs(v)))],
  ['abs(x) ** 1.5', each((v) => Math.abs(v) ** 1.5)],
  ['2 ** x', each((v) => 2 ** v)],
  ['floor(x)', each(Math.floor)],
  ['ceil(x)', each(Math.ceil)],
  ['exp(x)', each(Math.exp)],
  ['expm1(x)', each(Math.expm1)],
  ['log(abs(x))', each((v) => Math.log(Math.abs(v)))],
  ['log1p(square(x))', each((v) => Math.log1p(v * v))],
  ['sqrt(square(x) + 1)', each((v) => Math.sqrt(v * v + 1))],
  ['rsqrt(square(x) + 1)', each((v) => 1 / Math.sqrt(v * v + 1))],
  ['reciprocal(x)', each((v) => 1 / v)],
  ['sin(x)', each(Math.sin)],
  ['cos(x)', each(Math.cos)],
  ['tan(x)', each(Math.tan)],
  ['sinh(x)', each(Math.sinh)],
  ['cosh(x)', each(Math.cosh)],
  ['tanh(x)', each(Math.tanh)],
  ['sigmoid(x)', each(sigmoid)],
  ['softplus(x)', each((v) => Math.log1p(Math.exp(v)))],
  ['relu(x)', each((v) => Math.max(v, 0))],
  ['relu6(x * 3.9)', each((v) => Math.min(Math.max(3.9 * v, 0), 6))],
  ['elu(x, alpha: 0.5)', each((v) => (v > 0 ? v : 0.5 * Math.expm1(v)))],
  ['leaky_relu(x)', each((v) => (v > 0 ? v : 0.2 * v))],
  ['silu(x)', each((v) => v * sigmoid(v))],
  ['softsign(x)', each((v) => v / (1 + Math.abs(v)))],
  ['gelu(x)', each((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))))],
  ['trunc(x)', each(Math.trunc)],
  ['exp2(x)', each((v) => 2 ** v)],
  ['log2(abs(x))', each((v) => Math.log2(Math.abs(v)))],
  ['log10(abs(x))', each((v) => Math.log10(Math.abs(v)))],
  ['erf(x) + erfc(x)', each(() => 1)],
  ['arcsin(x / 4)', each((v) => Math.asin(v / 4))],
  ['arccos(x / 4)', each((v) => Math.acos(v / 4))],
  ['arctan(x)', each(Math.atan)],
  ['arcsinh(x)', each(Math.asinh)],
  ['arccosh(abs(x) + 1)', each((v) => Math.acosh(Math.abs(v) + 1))],
  ['arctanh(x / 4)', each((v) => Math.atanh(v / 4))],
  ['deg2rad(x)', each((v) => (v * Math.PI) / 180)],
  ['rad2deg(x)', each((v) => (v * 180) / Math.PI)],
  ['celu(x, alpha: 0.5)', each((v) => (v > 0 ? v : 0.5 * Math.expm1(v / 0.5)))],
  ['hard_tanh(x * 0.9)', each((v) => Math.min(Math.max(0.9 * v, -1), 1))],
  ['hard_silu(x * 1.1)', each((v) => 1.1 * v * Math.min(Math.max((1.1 * v) / 6 + 0.5, 0), 1))],
  ['hard_shrink(x, threshold: 0.6)', each((v) => (Math.abs(v) > 0.6 ? v : 0))],
  ['soft_shrink(x, threshold: 0.6)', each((v) => Math.sign(v) * Math.max(Math.abs(v) - 0.6, 0))],
  ['tanh_shrink(x)', each((v) => v - Math.tanh(v))],
  ['squareplus(x, b: 2)', each((v) => (v + Math.sqrt(v * v + 2)) / 2)],
  ['threshold(x, 0.6, 5)', each((v) => (v > 0.6 ? v : 5))],
  ['glu(x)', rows.flatMap((row) => [0, 1].map((at) => row[at]! * sigmoid(row[at + 2]!)))],
  ['hypot(x, z)', beside(Math.hypot)],
  ['arctan2(x, z)', beside(Math.atan2)],
  ['arctan2(z, x)', beside((a, b) => Math.atan2(b, a))],
  ['logaddexp2(x, z)', beside((a, b) => Math.log2(2 ** a + 2 ** b))],
  ['divide_no_nan(z, x - 0.5)', beside((a, b) => (a === 0.5 ? 0 : b / (a - 0.5)))],
  ['ptp(x, axis: -1)', eachRow((row) => Math.max(...row) - Math.min(...row))],
  ['where(logical_xor(x > 0, x > 1), 1, 0)', each((v) => (v > 0 !== v > 1 ? 1 : 0))],
  ['where(isinf(1 / (x - 0.5)), 1, 0)', each((v) => (v === 0.5 ? 1 : 0))],
  [
    'where(isposinf(-1 / maximum(x - 0.5, 0)) or isneginf(-1 / maximum(x - 0.5, 0)), 1, 0)',
    each((v) => (v <= 0.5 ? 1 : 0)),
  ],
  ['zeros_like(x)', each(() => 0)],
  ['ones_like(x)', each(() => 1)],
  ['x * [1, 0.5, -2, 0]', x.map((v, index) => v * [1, 0.5, -2, 0][index % 4]!)],
  ['[[1], [-2]] + x', x.map((v, index) => v + [1, -2][Math.floor(index / 4) % 2]!)],
  ['add(x, z)', beside((a, b) => a + b)],
  ['subtract(1, x)', each((v) => 1 - v)],
  ['divide(x, z)', beside((a, b) => a / b)],
  ['mod(x, 2)', each((v) => v - 2 * Math.floor(v / 2))],
  ['x % 2', each((v) => v - 2 * Math.floor(v / 2))],
  ['floor_divide(x, 0.5)', each((v) => Math.floor(v / 0.5))],
  ['maximum(x, z)', beside(Math.max)],
  ['minimum(0, x)', each((v) => Math.min(0, v))],
  ['logaddexp(x, z)', beside((a, b) => Math.log(Math.exp(a) + Math.exp(b)))],
  ['where(x > z + 0.1, x, 0)', beside((a, b) => (a > b + 0.1 ? a : 0))],
  ['where(x > 0.1 and x < 1.1, 1, -1)', each((v) => (v > 0.1 && v < 1.1 ? 1 : -1))],
  ['where(not (x == 0.5) or z != 0.5, x, 7)', beside((a, b) => (a !== 0.5 || b !== 0.5 ? a : 7))],
  ['sum(x, axis: -1)', eachRow(sum)],
  ['sum(x, axis: [1, 2])', [0, 1, 2].map((sample) => sum(x.slice(8 * sample, 8 * sample + 8)))],
  ['mean(x, axis: 2, keepdims: true)', eachRow(mean)],
  ['max(x, axis: -1)', eachRow((row) => Math.max(...row))],
  ['min(x, axis: -1)', eachRow((row) => Math.min(...row))],
  ['prod(x, axis: -1)', eachRow((row) => row.reduce((a, b) => a * b, 1))],
  ['var(x, axis: -1)', eachRow(variance)],
  ['std(x, axis: -1)', eachRow((row) => Math.sqrt(variance(row)))],
  ['logsumexp(x, axis: -1)', eachRow((row) => Math.log(sum(row.map(Math.exp))))],
  ['where(any(x > 1.8, axis: -1), 1, 0)', eachRow((row) => (row.some((v) => v > 1.8) ? 1 : 0))],
  ['where(all(x > -2, axis: -1), 1, 0)', eachRow((row) => (row.every((v) => v > -2) ? 1 : 0))],
  ['argmax(x, axis: -1)', eachRow((row) => row.indexOf(Math.max(...row)))],
  ['argmin(x, axis: -1)', eachRow((row) => row.indexOf(Math.min(...row)))],
  ['softmax(x)', rows.flatMap((row) => row.map((v) => Math.exp(v) / sum(row.map(Math.exp))))],
  ['log_softmax(x)', rows.flatMap((row) => row.map((v) => v - Math.log(sum(row.map(Math.exp)))))],
  ['cumsum(x, axis: -1)', rows.flatMap((row) => row.map((_, index) => sum(row.slice(0, index + 1))))],
  ['clip(x, -1.1, 0.6)', each((v) => Math.min(Math.max(v, -1.1), 0.6))],
  ['matmul(x, z)', rows.map((row, index) => sum(row.map((v, at) => v * z[4 * Math.floor(index / 2) + at]!)))],
  [
    'sum(x * z, axis: -1)',
    rows.map((row, index) => sum(row.map((v, at) => v * z[4 * Math.floor(index / 2) + at]!))),
  ],
  [
    'concatenate([x, x], axis: 1)',
    [0, 1, 2].flatMap((s) => [...x.slice(8 * s, 8 * s + 8), ...x.slice(8 * s, 8 * s + 8)]),
  ],
  [
    'stack([z, -z], axis: 1)',
    [0, 1, 2].flatMap((s) => [...z.slice(4 * s, 4 * s + 4), ...z.slice(4 * s, 4 * s + 4).map((v) => -v)]),
  ],
  ['reshape(x, [8])', x],
  [
    'transpose(x, axes: [0, 2, 1])',
    [0, 1, 2].flatMap((s) => [0, 1, 2, 3].flatMap((c) => [x[8 * s + c]!, x[8 * s + 4 + c]!])),
  ],
  ['flip(x, axis: -1)', rows.flatMap((row) => [...row].reverse())],
  ['pad(z, [[1, 0]])', [0, 1, 2].flatMap((s) => [0, ...z.slice(4 * s, 4 * s + 4)])],
  [
    'one_hot(argmax(z, axis: -1), 4)',
    [0, 1, 2].flatMap((s) => {
      const sample = z.slice(4 * s, 4 * s + 4);
      return sample.map((v) => (v === Math.max(...sample) ? 1 : 0));
    }),
  ],
  ['x[-1]', [1, 3, 5].flatMap((row) => rows[row]!)],
  ['x[0]', [0, 2, 4].flatMap((row) => rows[row]!)],
  ['reshape(x, [4, -1]) -> Flatten()', x],
];

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
  const smooth = values
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
  it.each(allFunctions().map((each) => [each.name, each.layer.example] as const))(
    '%s: its example compiles',
    (_, example) => {
      expect(mistakesIn(example, '4, 8').filter((text) => !text.startsWith('KM400'))).toEqual([]);
    },
  );
});
