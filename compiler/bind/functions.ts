import { checkedFloat, checkedInteger, type ArithmeticProblem } from './arithmetic.ts';
import { integerValue, isNumber, type NumberValue, type Value } from './values.ts';

/** A function of constant expressions. */
export interface ConstantFunction {
  /** How it is called, for messages: "two or more numbers, or a list of them". */
  readonly wants: string;
  /** @returns undefined where the arguments do not fit */
  readonly apply: (args: readonly Value[]) => Value | ArithmeticProblem | undefined;
}

export const constantFunctions: ReadonlyMap<string, ConstantFunction> = new Map([
  ['min', extremum((a, b) => a < b)],
  ['max', extremum((a, b) => a > b)],
  ['floor', rounding(Math.floor)],
  ['ceil', rounding(Math.ceil)],
  ['round', rounding(roundHalfToEven)],
  ['abs', ofOneNumber((x) => (x.kind === 'integer' ? checkedInteger : checkedFloat)(Math.abs(x.value)))],
  ['len', { wants: 'a list or a string', apply: length }],
]);

/** As Python rounds: halves go to the even neighbour. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function ofOneNumber(apply: (x: NumberValue) => Value | ArithmeticProblem): ConstantFunction {
  return {
    wants: 'one number',
    apply: ([x, ...others]) => (x && isNumber(x) && others.length === 0 ? apply(x) : undefined),
  };
}

function rounding(round: (value: number) => number): ConstantFunction {
  return ofOneNumber((x) => checkedInteger(round(x.value)));
}

function extremum(wins: (a: number, b: number) => boolean): ConstantFunction {
  return {
    wants: 'numbers, or one list of them',
    apply(args) {
      const [first] = args;
      const values = args.length === 1 && first?.kind === 'list' ? first.items : args;
      if (values.length === 0 || !values.every(isNumber)) return undefined;
      return values.reduce((best, value) => (wins(value.value, best.value) ? value : best));
    },
  };
}

function length(args: readonly Value[]): Value | undefined {
  const [value] = args;
  if (args.length !== 1) return undefined;
  if (value!.kind === 'list') return integerValue(value!.items.length);
  return value!.kind === 'string' ? integerValue([...value!.value].length) : undefined;
}
