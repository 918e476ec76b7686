import { findComponent } from '../../../components/registry.ts';
import type { Activation } from '../../../declarations/define-component.ts';
import { withDefaults } from '../../../declarations/default-value.ts';
import type { ComponentValue } from '../../../declarations/values.ts';

/** An activation by its name, with its defaults. */
export function activationValue(name: string): ComponentValue<'activation'> {
  return withDefaults(findComponent('activation', name) as Activation);
}
