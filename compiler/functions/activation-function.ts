import type { Activation } from '../declarations/define-component.ts';
import { shapeProblem } from '../declarations/define-layer.ts';
import type { Arguments } from '../declarations/values.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Tensor } from '../ops/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { only } from './types.ts';

const known = new WeakMap<Activation, TensorFunction>();

/**
 * An activation, called as a function.
 * @param given its arguments, where they are settled already: of a parameter that holds it
 */
export function activationFunction(activation: Activation, given?: Arguments): TensorFunction {
  const made = given ? undefined : known.get(activation);
  if (made) return made;
  const fresh = defineFunction({
    name: activation.name,
    class: activation.name,
    summary: activation.summary,
    example: `${activation.name}(x)`,
    operands: { x: 'tensor' },
    arguments: given ? {} : activation.arguments,
    output: (types, args) => {
      const { shape } = only(types);
      const [first, ...rest] = shape;
      const result = activation.outputShape?.(rest, given ?? args) ?? rest;
      if (typeof result === 'string') return shapeProblem('KM2004', `\`${activation.name}\` ${result}.`);
      return { dtype: 'float32', shape: first === undefined ? [] : [first, ...result] };
    },
    lower: ({ ops }, operands, args) =>
      activation.lower(ops, asFloat(ops, operands[0] as Tensor), given ?? args),
  });
  if (!given) known.set(activation, fresh);
  return fresh;
}
