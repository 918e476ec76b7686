import type { ValueType } from '../value.ts';

/** What each elementwise kernel makes of its operands `a`, `b` and `c`, as an expression of JavaScript. */
const expressions: Readonly<Record<string, string>> = {
  Neg: '-a',
  Abs: 'abs(a)',
  Sign: 'sign(a)',
  Exp: 'exponential(a)',
  Log: 'log(a)',
  Sqrt: 'sqrt(a)',
  Reciprocal: '1 / a',
  Tanh: 'hyperbolicTangent(a)',
  Sigmoid: '1 / (1 + exponential(-a))',
  Softplus: 'max(a, 0) + log1p(exponential(-abs(a)))',
  Erf: 'errorFunction(a)',
  Sin: 'sin(a)',
  Cos: 'cos(a)',
  Atan: 'atan(a)',
  Sinh: 'sinh(a)',
  Cosh: 'cosh(a)',
  Floor: 'floor(a)',
  Ceil: 'ceil(a)',
  Round: 'roundHalfToEven(a)',
  Relu: 'max(a, 0)',
  LogicalNot: 'a === 0 ? 1 : 0',
  IsNan: 'a === a ? 0 : 1',
  Cast: 'a',
  'Cast:int32': 'a | 0',
  Add: 'a + b',
  'Add:int32': '(a + b) | 0',
  Sub: 'a - b',
  'Sub:int32': '(a - b) | 0',
  Multiply: 'a * b',
  'Multiply:int32': 'imul(a, b)',
  RealDiv: 'a / b',
  'RealDiv:int32': '(a / b) | 0',
  Pow: 'pow(a, b)',
  Maximum: 'max(a, b)',
  Minimum: 'min(a, b)',
  Equal: 'a === b ? 1 : 0',
  NotEqual: 'a !== b ? 1 : 0',
  Less: 'a < b ? 1 : 0',
  LessEqual: 'a <= b ? 1 : 0',
  LogicalAnd: 'a !== 0 && b !== 0 ? 1 : 0',
  LogicalOr: 'a !== 0 || b !== 0 ? 1 : 0',
  Select: 'a !== 0 ? b : c',
};

/** True for kernels that work entry by entry and have an expression here. */
export function isElementwise(name: string): boolean {
  return Object.hasOwn(expressions, name);
}

/**
 * A kernel's expression over named operands. Floats are rounded to float32 after every kernel, so that the same
 * kernels give the same bits however they are joined into loops.
 */
export function expressionOf(kernel: string, type: ValueType, operands: readonly string[]): string {
  const text = expressions[`${kernel}:${type}`] ?? expressions[kernel]!;
  const named = text.replace(/\b[abc]\b/g, (letter) => operands['abc'.indexOf(letter)]!);
  return type === 'float32' ? `fround(${named})` : named;
}

const lowestPower = -1080;
/** 2 to every power that a double holds. */
const powersOfTwo = Float64Array.from(
  { length: 1024 - lowestPower },
  (_, index) => 2 ** (index + lowestPower),
);

/**
 * exp(x), exact to about 1e-10: x is split into k · ln 2 and a rest within ± ln 2 / 2, for which seven terms of the
 * series suffice. Several times faster than Math.exp, and finer than the float32 that it ends in.
 */
export function exponential(x: number): number {
  if (x > 709) return Math.exp(x);
  if (x < -740) return x === x ? 0 : x;
  if (x !== x) return x;
  const power = Math.floor(x * Math.LOG2E + 0.5);
  const rest = x - power * Math.LN2;
  const series =
    1 +
    rest *
      (1 +
        rest *
          (1 / 2 +
            rest *
              (1 / 6 +
                rest * (1 / 24 + rest * (1 / 120 + rest * (1 / 720 + rest * (1 / 5040 + rest / 40320)))))));
  return series * powersOfTwo[power - lowestPower]!;
}

/** Near zero by its series, where the difference of exponentials would lose digits. */
function hyperbolicTangent(x: number): number {
  const square = x * x;
  if (square < 0.04) {
    return x * (1 + square * (-1 / 3 + square * (2 / 15 + square * (-17 / 315 + (square * 62) / 2835))));
  }
  if (x > 20) return 1;
  if (x < -20) return -1;
  return 1 - 2 / (exponential(2 * x) + 1);
}

/**
 * The error function: near zero by its Taylor series, else by formula 7.1.26 of Abramowitz and Stegun (off by at
 * most 1.5e-7).
 */
function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size < 0.5) {
    const square = x * x;
    const series =
      1 +
      square *
        (-1 / 3 +
          square * (1 / 10 + square * (-1 / 42 + square * (1 / 216 + square * (-1 / 1320 + square / 9360)))));
    return (2 / Math.sqrt(Math.PI)) * x * series;
  }
  const t = 1 / (1 + 0.3275911 * size);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - series * exponential(-size * size));
}

function roundHalfToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/** The functions that expressions call, by their names in them. */
export const elementwiseFunctions = {
  abs: Math.abs,
  atan: Math.atan,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  floor: Math.floor,
  fround: Math.fround,
  imul: Math.imul,
  log: Math.log,
  log1p: Math.log1p,
  max: Math.max,
  min: Math.min,
  pow: Math.pow,
  sign: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  errorFunction,
  exponential,
  hyperbolicTangent,
  roundHalfToEven,
};
