import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { add } from './add.ts';
import { average } from './average.ts';
import { concatenate } from './concatenate.ts';
import { dot } from './dot.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** The merging layers, in the order of the reference. */
export const mergingFamily: readonly LayerDeclaration[] = [
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
  dot,
];
