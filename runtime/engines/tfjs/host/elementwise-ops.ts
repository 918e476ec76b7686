/** The functions behind elementwise kernels, over registers: short arrays of doubles that stay in the cache. */
export type Register = Float64Array;

export type ElementwiseLoop = (
  count: number,
  result: Register,
  a: Register,
  b: Register,
  c: Register,
) => void;

/**
 * One loop per kernel; `KERNEL:int32` is for whole numbers where they need another one. Floats are rounded to
 * float32 after every op, so that the same ops give the same bits however they are joined into loops.
 */
export const elementwiseLoops: Readonly<Record<string, ElementwiseLoop>> = {
  Neg: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = -a[i]!;
  },
  Abs: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.abs(a[i]!);
  },
  Sign: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.sign(a[i]!);
  },
  Exp: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(exponential(a[i]!));
  },
  Log: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.log(a[i]!));
  },
  Sqrt: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.sqrt(a[i]!));
  },
  Reciprocal: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(1 / a[i]!);
  },
  Tanh: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(hyperbolicTangent(a[i]!));
  },
  Sigmoid: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(1 / (1 + exponential(-a[i]!)));
  },
  Softplus: (n, y, a) => {
    for (let i = 0; i < n; i++)
      y[i] = Math.fround(Math.max(a[i]!, 0) + Math.log1p(exponential(-Math.abs(a[i]!))));
  },
  Erf: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(errorFunction(a[i]!));
  },
  Sin: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.sin(a[i]!));
  },
  Cos: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.cos(a[i]!));
  },
  Atan: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.atan(a[i]!));
  },
  Sinh: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.sinh(a[i]!));
  },
  Cosh: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.cosh(a[i]!));
  },
  Floor: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.floor(a[i]!);
  },
  Ceil: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.ceil(a[i]!);
  },
  Round: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = roundHalfToEven(a[i]!);
  },
  Relu: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! < 0 ? 0 : a[i]!;
  },
  LogicalNot: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = a[i] === 0 ? 1 : 0;
  },
  IsNan: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = a[i] === a[i] ? 0 : 1;
  },
  Cast: (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(a[i]!);
  },
  'Cast:int32': (n, y, a) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! | 0;
  },
  Add: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(a[i]! + b[i]!);
  },
  'Add:int32': (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = (a[i]! + b[i]!) | 0;
  },
  Sub: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(a[i]! - b[i]!);
  },
  'Sub:int32': (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = (a[i]! - b[i]!) | 0;
  },
  Multiply: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(a[i]! * b[i]!);
  },
  'Multiply:int32': (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.imul(a[i]!, b[i]!);
  },
  RealDiv: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(a[i]! / b[i]!);
  },
  'RealDiv:int32': (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = (a[i]! / b[i]!) | 0;
  },
  Pow: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = Math.fround(Math.pow(a[i]!, b[i]!));
  },
  Maximum: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! < b[i]! ? b[i]! : b[i] === b[i] ? a[i]! : b[i]!;
  },
  Minimum: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! > b[i]! ? b[i]! : b[i] === b[i] ? a[i]! : b[i]!;
  },
  Equal: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i] === b[i] ? 1 : 0;
  },
  NotEqual: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i] !== b[i] ? 1 : 0;
  },
  Less: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! < b[i]! ? 1 : 0;
  },
  LessEqual: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  LogicalAnd: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! !== 0 && b[i]! !== 0 ? 1 : 0;
  },
  LogicalOr: (n, y, a, b) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! !== 0 || b[i]! !== 0 ? 1 : 0;
  },
  Select: (n, y, a, b, c) => {
    for (let i = 0; i < n; i++) y[i] = a[i] !== 0 ? b[i]! : c[i]!;
  },
};

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
