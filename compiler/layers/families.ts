import { activationFamily } from './activation/index.ts';
import { coreFamily } from './core/index.ts';
import type { AnyLayerDeclaration } from './define-layer.ts';
import { regularizationFamily } from './regularization/index.ts';
import { reshapingFamily } from './reshaping/index.ts';

/** Every family's layers, in the order of the reference. */
export const families: readonly (readonly AnyLayerDeclaration[])[] = [
  coreFamily,
  activationFamily,
  reshapingFamily,
  regularizationFamily,
];
