import type { ComponentCategory } from '../arguments/values.ts';
import type { ComponentDeclaration } from './define-component.ts';

/** Every component by category, in the order of the reference. */
export const catalogue: Readonly<Record<ComponentCategory, readonly ComponentDeclaration[]>> = {
  activation: [],
  initializer: [],
  regularizer: [],
  constraint: [],
  loss: [],
  metric: [],
  optimizer: [],
  schedule: [],
  callback: [],
};
