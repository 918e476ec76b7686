import {
  evaluateSize,
  floorDivide,
  isSymbolic,
  multiplySizes,
  sizeBounds,
  sizesEqual,
  subtractSizes,
  type Size,
  type SizeAtom,
} from './size.ts';
import { variablesOf } from './open-sizes.ts';

/** Data larger than this along one axis is not expected. */
const greatestSize = 2 ** 40;

/**
 * Solves `size ≥ minimum` for the only variable of a size that grows with it.
 * @returns the least value of the variable, Infinity where none is enough; undefined where the size has several
 *   variables, a `?`, or may shrink as its variable grows
 */
export function solveAtLeast(
  size: Size,
  minimum: number,
): { readonly variable: string; readonly minimum: number } | undefined {
  const names = [...variablesOf(size)];
  const [name] = names;
  if (name === undefined || names.length > 1 || !growsWithVariables(size)) return undefined;
  const holds = (value: number) => evaluateSize(size, new Map([[name, value]]))! >= minimum;
  if (!holds(greatestSize)) return { variable: name, minimum: Infinity };
  let low = 1;
  let high = greatestSize;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return { variable: name, minimum: low };
}

/** True where no variable's growth can make the size smaller. */
export function growsWithVariables(size: Size): boolean {
  if (!isSymbolic(size)) return true;
  return size.terms.every(
    (term) =>
      term.coefficient > 0 &&
      term.factors.every(atomGrows) &&
      (term.factors.length === 1 || term.factors.every((factor) => atomIsPositive(factor))),
  );
}

function atomGrows(atom: SizeAtom): boolean {
  if (atom.kind === 'variable') return true;
  if (atom.kind === 'unknown' || atom.function === 'mod') return false;
  if (atom.function === 'min' || atom.function === 'max') return atom.args.every(growsWithVariables);
  const [dividend, divisor] = atom.args;
  return growsWithVariables(dividend!) && typeof divisor === 'number';
}

function atomIsPositive(atom: SizeAtom): boolean {
  return (
    sizeBounds({
      kind: 'size',
      key: atom.key,
      constant: 0,
      terms: [{ coefficient: 1, factors: [atom], key: atom.key }],
    }).low >= 0
  );
}

/**
 * Reads an equality as a divisibility: `2 · floor(H / 2) = H` holds just where H is even.
 * @returns undefined where it is none
 */
export function asDivisibility(
  left: Size,
  right: Size,
): { readonly size: Size; readonly divisor: number } | undefined {
  const difference = subtractSizes(left, right);
  if (!isSymbolic(difference)) return undefined;
  for (const term of difference.terms) {
    const [atom] = term.factors;
    if (term.factors.length !== 1 || atom?.kind !== 'call') continue;
    if (atom.function !== 'floor' && atom.function !== 'ceil') continue;
    const [dividend, whole] = atom.args as [Size, Size];
    const divisor = Math.abs(term.coefficient);
    if (typeof whole !== 'number' || divisor < 2 || whole % divisor !== 0) continue;
    const inner = whole === divisor ? dividend : floorDivide(dividend, whole / divisor);
    if (atom.function === 'ceil' && whole !== divisor) continue;
    const rest = subtractSizes(difference, multiplySizes(term.coefficient, atomSize(atom)));
    if (sizesEqual(rest, multiplySizes(-Math.sign(term.coefficient), inner))) return { size: inner, divisor };
  }
  return undefined;
}

function atomSize(atom: SizeAtom): Size {
  return {
    kind: 'size',
    key: atom.key,
    constant: 0,
    terms: [{ coefficient: 1, factors: [atom], key: atom.key }],
  };
}
