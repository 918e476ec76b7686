import type { BinaryOperator } from '../../grammar/ast.ts';
import { sizesEqual } from '../shapes/size.ts';
import { booleanValue, floatValue, integerValue, isNumber, type NumberValue, type Value } from './values.ts';

/** Why an operation has no result; the evaluator turns it into a diagnostic. */
export type ArithmeticProblem = 'operands' | 'division' | 'too-large' | 'not-finite';

/** Integers are exact up to here. */
export const largestInteger = 2 ** 53;

/**
 * Two values and an operator other than `and` and `or`. Integers stay integers under `+ - * % **` and under a
 * `/` that divides evenly; `%` has the sign of the divisor, as in Python.
 */
export function applyOperator(
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Value | ArithmeticProblem {
  if (operator === '==' || operator === '!=') {
    return booleanValue(valuesEqual(left, right) === (operator === '=='));
  }
  if (isNumber(left) && isNumber(right)) return applyToNumbers(operator, left, right);
  if (left.kind === 'string' && right.kind === 'string') {
    const comparison = compare(operator, left.value, right.value);
    if (comparison !== undefined) return booleanValue(comparison);
  }
  return 'operands';
}

/** Checks a computed integer. */
export function checkedInteger(value: number): Value | ArithmeticProblem {
  return Math.abs(value) > largestInteger || Number.isNaN(value) ? 'too-large' : integerValue(value);
}

/** Checks a computed float. */
export function checkedFloat(value: number): Value | ArithmeticProblem {
  return Number.isFinite(value) ? floatValue(value) : 'not-finite';
}

function applyToNumbers(
  operator: BinaryOperator,
  left: NumberValue,
  right: NumberValue,
): Value | ArithmeticProblem {
  const a = left.value;
  const b = right.value;
  const comparison = compare(operator, a, b);
  if (comparison !== undefined) return booleanValue(comparison);
  const integers = left.kind === 'integer' && right.kind === 'integer';
  if (integers && isBeyondExact(operator, a, b)) return 'too-large';
  const checked = integers ? checkedInteger : checkedFloat;
  switch (operator) {
    case '+':
      return checked(a + b);
    case '-':
      return checked(a - b);
    case '*':
      return checked(a * b);
    case '/':
      if (b === 0) return 'division';
      return integers && a % b === 0 ? checkedInteger(a / b) : checkedFloat(a / b);
    case '%':
      if (b === 0) return 'division';
      return checked(a - b * Math.floor(a / b));
    case '**':
      if (a === 0 && b < 0) return 'division';
      return integers && b >= 0 ? checkedInteger(a ** b) : checkedFloat(a ** b);
    default:
      return 'operands';
  }
}

/** 2^53 + 1 rounds to 2^53: what comes out there is looked at with all its digits. */
function isBeyondExact(operator: BinaryOperator, a: number, b: number): boolean {
  const rounded = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : 0;
  if (Math.abs(rounded) !== largestInteger) return false;
  const [x, y] = [BigInt(a), BigInt(b)];
  const exact = operator === '+' ? x + y : operator === '-' ? x - y : x * y;
  return exact !== BigInt(rounded);
}

function compare<T extends number | string>(operator: BinaryOperator, a: T, b: T): boolean | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** Numbers by value, lists entry by entry; a bare name and a string of the same text are equal. */
function valuesEqual(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return a.value === b.value;
  const textA = textOf(a);
  if (textA !== undefined) return textA === textOf(b);
  if (a.kind === 'list' && b.kind === 'list') {
    return (
      a.items.length === b.items.length && a.items.every((item, index) => valuesEqual(item, b.items[index]!))
    );
  }
  if (a.kind === 'size' && b.kind === 'size') return sizesEqual(a.size, b.size);
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
  return a.kind === 'none' && b.kind === 'none';
}

function textOf(value: Value): string | undefined {
  if (value.kind === 'string') return value.value;
  return value.kind === 'option' ? value.name : undefined;
}
