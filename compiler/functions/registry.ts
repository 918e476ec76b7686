import { algebra } from './algebra.ts';
import { arrangement } from './arrangement.ts';
import { binary } from './binary.ts';
import type { TensorFunction } from './define-function.ts';
import { elementwise } from './elementwise.ts';
import { random } from './random.ts';
import { reductions } from './reductions.ts';

const all: readonly TensorFunction[] = [
  ...elementwise,
  ...binary,
  ...reductions,
  ...algebra,
  ...arrangement,
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
