import { algebra } from './algebra.ts';
import { arrangement } from './arrangement.ts';
import { binary } from './binary.ts';
import { creation } from './creation.ts';
import type { TensorFunction } from './define-function.ts';
import { einsum } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { products } from './products.ts';
import { random } from './random.ts';
import { reductions } from './reductions.ts';
import { selection } from './selection.ts';
import { trigonometry } from './trigonometry.ts';

const all: readonly TensorFunction[] = [
  ...elementwise,
  ...trigonometry,
  ...binary,
  ...reductions,
  ...algebra,
  ...products,
  einsum,
  ...arrangement,
  ...selection,
  ...creation,
  ...random,
];

const byName: ReadonlyMap<string, TensorFunction> = new Map(all.map((each) => [each.name, each]));

/** The function of tensors that bears a name of `keras.ops`, or undefined. */
export function findFunction(name: string): TensorFunction | undefined {
  return byName.get(name);
}

/** Every function of tensors, family by family. */
export function allFunctions(): readonly TensorFunction[] {
  return all;
}
