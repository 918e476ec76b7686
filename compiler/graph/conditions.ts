import { sizeText, type Size } from '../shapes/size.ts';
import type { SizeCondition } from './model-graph.ts';

/** A condition as an expression over size variables: `T >= 269`, `ceil(H / 2) == W`, `H % 2 == 0`. */
export function conditionText(condition: SizeCondition): string {
  switch (condition.kind) {
    case 'atLeast':
      return `${sizeText(condition.size)} >= ${condition.minimum}`;
    case 'equal':
      return `${sizeText(condition.left)} == ${sizeText(condition.right)}`;
    case 'divisible':
      return `${sizeText(condition.size)} % ${condition.divisor} == 0`;
  }
}

/** The sizes that a condition speaks of. */
export function sizesOf(condition: SizeCondition): readonly Size[] {
  return condition.kind === 'equal' ? [condition.left, condition.right] : [condition.size];
}
