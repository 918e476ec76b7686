import type { Constant } from './constants.ts';
import { placeWithout } from './places.ts';

/** What operators make of numbers; what is true is 1. */
interface Calculation {
  readonly join: (...numbers: readonly number[]) => number;
  /** Of the result; undefined where it is that of the operands. */
  readonly type?: Constant['type'];
}

const truth = (join: (a: number, b: number) => boolean): Calculation => ({
  join: (a, b) => Number(join(a!, b!)),
  type: 'bool',
});

const of = (join: (...numbers: number[]) => number): Calculation => ({ join });

const calculations: Readonly<Record<string, Calculation>> = {
  Neg: of((value) => -value!),
  Abs: of((value) => Math.abs(value!)),
  Sqrt: of((value) => Math.sqrt(value!)),
  Reciprocal: of((value) => 1 / value!),
  Exp: of((value) => Math.exp(value!)),
  Log: of((value) => Math.log(value!)),
  Floor: of((value) => Math.floor(value!)),
  Ceil: of((value) => Math.ceil(value!)),
  Sign: of((value) => Math.sign(value!)),
  Sin: of((value) => Math.sin(value!)),
  Cos: of((value) => Math.cos(value!)),
  Tanh: of((value) => Math.tanh(value!)),
  Not: { join: (value) => Number(value === 0), type: 'bool' },
  Add: of((a, b) => a! + b!),
  Sub: of((a, b) => a! - b!),
  Mul: of((a, b) => a! * b!),
  Div: of((a, b) => a! / b!),
  Mod: of((a, b) => a! - b! * Math.floor(a! / b!)),
  Pow: of((a, b) => a! ** b!),
  Max: of(Math.max),
  Min: of(Math.min),
  Equal: truth((a, b) => a === b),
  Less: truth((a, b) => a < b),
  LessOrEqual: truth((a, b) => a <= b),
  Greater: truth((a, b) => a > b),
  GreaterOrEqual: truth((a, b) => a >= b),
  And: truth((a, b) => a !== 0 && b !== 0),
  Or: truth((a, b) => a !== 0 || b !== 0),
  Xor: truth((a, b) => (a !== 0) !== (b !== 0)),
  Where: of((condition, a, b) => (condition === 0 ? b! : a!)),
};

/**
 * What an operator of every entry makes of numbers of the file.
 * @returns undefined for another operator, sizes that do not go together, or more than a limit of numbers
 */
export function elementwise(
  operator: string,
  operands: readonly Constant[],
  most: number,
): Constant | undefined {
  const calculation = Object.hasOwn(calculations, operator) ? calculations[operator] : undefined;
  const shape = calculation && sharedShape(operands.map((each) => each.shape));
  if (!shape) return undefined;
  const length = shape.reduce((product, size) => product * size, 1);
  if (length > most) return undefined;
  const type = calculation.type ?? operands.at(-1)!.type;
  // A quotient of whole numbers is cut off.
  const isCut = operator === 'Div' && type === 'integer';
  const data = type === 'float' ? new Float32Array(length) : new Float64Array(length);
  const readers = operands.map((operand) => placesIn(operand, shape));
  for (let index = 0; index < length; index++) {
    const value = calculation.join(...operands.map((operand, at) => operand.data[readers[at]!(index)]!));
    data[index] = isCut ? Math.trunc(value) : value;
  }
  return { kind: 'constant', type, shape, data };
}

/** A number that an operator makes of others; undefined for another operator. */
export function numberFrom(operator: string, operands: readonly number[]): number | undefined {
  return Object.hasOwn(calculations, operator) ? calculations[operator]!.join(...operands) : undefined;
}

/** The shape in which tensors go together, axes of size 1 as often as another has them. */
function sharedShape(shapes: readonly (readonly number[])[]): readonly number[] | undefined {
  const rank = Math.max(...shapes.map(({ length }) => length));
  const padded = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const sizes = padded.map((each) => each[axis]!).filter((size) => size !== 1);
    return sizes.every((size) => size === sizes[0]) ? (sizes[0] ?? 1) : -1;
  });
  return shape.includes(-1) ? undefined : shape;
}

/** The same numbers, repeated along axes of size 1; undefined for sizes that do not go together. */
export function expanded(constant: Constant, shape: readonly number[], most: number): Constant | undefined {
  const shared = sharedShape([constant.shape, shape]);
  const length = shared?.reduce((product, size) => product * size, 1) ?? 0;
  if (!shared || length > most) return undefined;
  const place = placesIn(constant, shared);
  const data = constant.type === 'float' ? new Float32Array(length) : new Float64Array(length);
  for (let index = 0; index < length; index++) data[index] = constant.data[place(index)]!;
  return { ...constant, shape: shared, data };
}

/** For an entry of the shared shape the place of the one in a tensor that belongs to it. */
function placesIn({ shape, data }: Constant, shared: readonly number[]): (index: number) => number {
  if (data.length === 1) return () => 0;
  if (shape.join() === shared.join()) return (index) => index;
  const own = [...Array<number>(shared.length - shape.length).fill(1), ...shape];
  return placeWithout(shared, (axis) => own[axis] === 1);
}
