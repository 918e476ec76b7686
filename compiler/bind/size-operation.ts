import type { BinaryOperator } from '../../grammar/ast.ts';
import {
  addSizes,
  floorDivide,
  moduloSize,
  multiplySizes,
  sizeBounds,
  subtractSizes,
  type Size,
} from '../shapes/size.ts';
import { sizeValue, type Value } from './values.ts';

/** Sizes and whole numbers joined by an operator that gives a size again; undefined for others. */
export function sizeOperation(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const [a, b] = [sizeOf(left), sizeOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const isPositive = sizeBounds(b).low > 0;
  switch (operator) {
    case '+':
      return sizeValue(addSizes(a, b));
    case '-':
      return sizeValue(subtractSizes(a, b));
    case '*':
      return sizeValue(multiplySizes(a, b));
    case '%':
      return isPositive ? sizeValue(moduloSize(a, b)) : undefined;
    case '/':
      return isPositive && moduloSize(a, b) === 0 ? sizeValue(floorDivide(a, b)) : undefined;
    default:
      return undefined;
  }
}

function sizeOf(value: Value): Size | undefined {
  if (value.kind === 'size') return value.size;
  return value.kind === 'integer' ? value.value : undefined;
}
