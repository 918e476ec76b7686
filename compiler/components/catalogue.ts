import type { ComponentCategory } from '../declarations/values.ts';
import { activations } from './activations/index.ts';
import { callbacks } from './callbacks/index.ts';
import { constraints } from './constraints/index.ts';
import type { ComponentTypes } from '../declarations/define-component.ts';
import { initializers } from './initializers/index.ts';
import { losses } from './losses/index.ts';
import { metrics } from './metrics/index.ts';
import { optimizers } from './optimizers/index.ts';
import { regularizers } from './regularizers/index.ts';
import { schedules } from './schedules/index.ts';

/** Every component by category, in the order of the reference. */
export const catalogue: { readonly [C in ComponentCategory]: readonly ComponentTypes[C][] } = {
  activation: activations,
  initializer: initializers,
  regularizer: regularizers,
  constraint: constraints,
  loss: losses,
  metric: metrics,
  optimizer: optimizers,
  schedule: schedules,
  callback: callbacks,
};
