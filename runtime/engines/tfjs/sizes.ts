import type { Size, SizeAtom } from '../../../compiler/shapes/size.ts';
import { isSymbolic } from '../../../compiler/shapes/size.ts';

/** The numbers that stand for size variables and unknown sizes in one run, by their keys. */
export type SizeValues = ReadonlyMap<string, number>;

/**
 * Reads the values of size variables off the shapes of what is given: a variable (or an unknown size) that is an
 * axis by itself has that axis's size.
 */
export function bindSizes(
  declared: readonly (readonly Size[])[],
  given: readonly (readonly number[])[],
): SizeValues {
  const values = new Map<string, number>();
  declared.forEach((shape, index) =>
    shape.forEach((size, axis) => {
      if (!isSymbolic(size) || size.constant !== 0 || size.terms.length !== 1) return;
      const [{ coefficient, factors }] = size.terms as [(typeof size.terms)[0]];
      const found = given[index]![axis];
      if (coefficient === 1 && factors.length === 1 && found !== undefined)
        values.set(factors[0]!.key, found);
    }),
  );
  return values;
}

/**
 * The number that a size comes to.
 * @throws where a variable in it has no value
 */
export function sizeValue(size: Size, values: SizeValues): number {
  if (!isSymbolic(size)) return size;
  let sum = size.constant;
  for (const { coefficient, factors } of size.terms) {
    let product = coefficient;
    for (const factor of factors) product *= atomValue(factor, values);
    sum += product;
  }
  return sum;
}

function atomValue(atom: SizeAtom, values: SizeValues): number {
  const known = values.get(atom.key);
  if (known !== undefined) return known;
  if (atom.kind !== 'call') throw new Error(`The size ${atom.key} follows from no input.`);
  const [a, b] = atom.args.map((arg) => sizeValue(arg, values)) as [number, number];
  switch (atom.function) {
    case 'ceil':
      return Math.ceil(a / b);
    case 'floor':
      return Math.floor(a / b);
    case 'mod':
      return a - b * Math.floor(a / b);
    case 'min':
      return Math.min(...atom.args.map((arg) => sizeValue(arg, values)));
    case 'max':
      return Math.max(...atom.args.map((arg) => sizeValue(arg, values)));
  }
}
