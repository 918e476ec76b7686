import { floorDivide, isSymbolic, moduloSize, sizeProduct, sizesEqual, type Size } from '../shapes/size.ts';
import type { FunctionCall } from './define-function.ts';

/**
 * The sizes after `reshape`, with −1 worked out; undefined where they do not fit. Sizes that stand on both sides
 * leave each other alone, whatever they are.
 */
export function reshapedSizes(
  shape: readonly Size[],
  wanted: readonly Size[],
  { requireEqual, requireDivisible }: FunctionCall,
): readonly Size[] | undefined {
  const open = wanted.filter((size) => size === -1).length;
  if (open > 1 || wanted.some((size) => !isSymbolic(size) && (size < -1 || size === 0))) return undefined;
  const left = [...shape];
  const given: Size[] = [];
  for (const size of wanted) {
    if (size === -1) continue;
    const same = left.findIndex((each) => sizesEqual(each, size));
    if (same >= 0) left.splice(same, 1);
    else given.push(size);
  }
  const [total, part] = [sizeProduct(left), sizeProduct(given)];
  if (open === 0) {
    if (sizesEqual(total, part)) return wanted;
    if (!isSymbolic(total) && !isSymbolic(part)) return undefined;
    // A fixed size for one that is open is a mistake more often than it is meant.
    if (!isSymbolic(part)) return undefined;
    requireEqual(total, part);
    return wanted;
  }
  const rest = moduloSize(total, part);
  if (rest !== 0) {
    if (!isSymbolic(rest) || isSymbolic(part)) return undefined;
    requireDivisible(total, part);
  }
  const quotient = floorDivide(total, part);
  return wanted.map((size) => (size === -1 ? quotient : size));
}
