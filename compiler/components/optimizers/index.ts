import type { Optimizer } from '../../declarations/define-component.ts';
import { adadelta } from './adadelta.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamW } from './adam.ts';
import { adamax } from './adamax.ts';
import { ftrl } from './ftrl.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { lossScaleOptimizer } from './loss-scale-optimizer.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import { rmsprop } from './rmsprop.ts';
import { scheduleFreeAdamW } from './schedule-free-adamw.ts';
import { sgd } from './sgd.ts';

/** Optimizers in the order of the reference. */
export const optimizers: readonly Optimizer[] = [
  sgd,
  rmsprop,
  adam,
  adamW,
  adafactor,
  adagrad,
  adadelta,
  adamax,
  nadam,
  lion,
  lamb,
  ftrl,
  muon,
  scheduleFreeAdamW,
  lossScaleOptimizer,
];
