import type { ComponentCategory } from '../arguments/values.ts';
import type {
  Activation,
  CallbackDeclaration,
  ComponentDeclaration,
  Constraint,
  Initializer,
  Loss,
  Metric,
  Optimizer,
  Regularizer,
  Schedule,
} from './define-component.ts';
import { catalogue } from './catalogue.ts';

/** The declaration type of each category. */
export interface ComponentTypes {
  readonly activation: Activation;
  readonly initializer: Initializer;
  readonly regularizer: Regularizer;
  readonly constraint: Constraint;
  readonly loss: Loss;
  readonly metric: Metric;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly callback: CallbackDeclaration;
}

const names = new Map<string, ComponentDeclaration>();
for (const declaration of Object.values(catalogue).flat()) {
  for (const name of [declaration.name, ...declaration.aliases]) {
    names.set(`${declaration.category}/${name}`, declaration);
  }
}

/** The component that a name or alias of a category means, or undefined. */
export function findComponent<C extends ComponentCategory>(
  category: C,
  name: string,
): ComponentTypes[C] | undefined {
  return names.get(`${category}/${name}`) as ComponentTypes[C] | undefined;
}

/** Every component of a category, in the order of the reference. */
export function allComponents<C extends ComponentCategory>(category: C): readonly ComponentTypes[C][] {
  return catalogue[category] as unknown as readonly ComponentTypes[C][];
}
