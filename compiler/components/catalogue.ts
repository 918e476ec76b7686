import type { ComponentCategory } from '../arguments/values.ts';
import { activations } from './activations/index.ts';
import { callbacks } from './callbacks/index.ts';
import { constraints } from './constraints/index.ts';
import type { ComponentDeclaration } from './define-component.ts';
import { initializers } from './initializers/index.ts';
import { losses } from './losses/index.ts';
import { metrics } from './metrics/index.ts';
import { optimizers } from './optimizers/index.ts';
import { regularizers } from './regularizers/index.ts';
import { schedules } from './schedules/index.ts';

/** Every component by category, in the order of the reference. */
export const catalogue: Readonly<Record<ComponentCategory, readonly ComponentDeclaration[]>> = {
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
