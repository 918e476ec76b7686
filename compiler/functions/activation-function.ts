import type { Activation } from '../declarations/define-component.ts';
import type { Arguments } from '../declarations/values.ts';
import type { TensorFunction } from './define-function.ts';
import { activation } from './each.ts';

const known = new WeakMap<Activation, TensorFunction>();

/**
 * An activation, called as a function.
 * @param given its arguments, where they are settled already: of a parameter that holds it
 */
export function activationFunction(declared: Activation, given?: Arguments): TensorFunction {
  const { name } = declared;
  if (given) return activation(name, name, declared, {}, given);
  const made = known.get(declared) ?? activation(name, name, declared, declared.arguments);
  known.set(declared, made);
  return made;
}
