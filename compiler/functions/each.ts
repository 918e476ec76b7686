import type { ArgumentDeclarations } from '../declarations/declare.ts';
import type { Activation } from '../declarations/define-component.ts';
import { shapeProblem } from '../declarations/define-layer.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { only } from './types.ts';

type Result = 'float' | 'same' | 'bool';

/** A function of every entry. `float`: whole numbers become floats first; `same`: the dtype stays. */
export function each(
  name: string,
  kerasClass: string,
  summary: string,
  lower: (ops: Ops, x: Tensor) => Tensor,
  result: Result = 'float',
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x)`,
    operands: { x: 'tensor' },
    output: (types) => {
      const { dtype, shape } = only(types);
      return { dtype: result === 'float' ? 'float32' : result === 'bool' ? 'bool' : dtype, shape };
    },
    lower: ({ ops }, operands) => {
      const x = operands[0] as Tensor;
      return lower(ops, result === 'float' ? asFloat(ops, x) : x);
    },
  });
}

/**
 * What a layer's activation computes, with Keras's arguments of the function.
 * @param given its arguments, where they are settled already
 */
export function activation<const D extends ArgumentDeclarations>(
  name: string,
  kerasClass: string,
  declared: Activation,
  constants: D,
  given?: Readonly<Record<string, unknown>>,
): TensorFunction {
  const valuesOf = (args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    given ?? { ...defaultsOf(declared), ...args };
  return defineFunction({
    name,
    class: kerasClass,
    summary: declared.summary,
    example: `${name}(x${needed(constants)})`,
    operands: { x: 'tensor' },
    arguments: constants,
    output: (types, args) => {
      const [first, ...rest] = only(types).shape;
      const result = declared.outputShape?.(rest, valuesOf(args)) ?? rest;
      if (typeof result === 'string') return shapeProblem('KM2004', `\`${name}\` ${result}.`);
      return { dtype: 'float32', shape: first === undefined ? [] : [first, ...result] };
    },
    lower: ({ ops }, operands, args) =>
      declared.lower(ops, asFloat(ops, operands[0] as Tensor), valuesOf(args)),
  });
}

/** What stands for the constants that have no default, each a 1. */
function needed(constants: ArgumentDeclarations): string {
  return Object.values(constants)
    .filter((constant) => constant.required)
    .map(() => ', 1')
    .join('');
}

function defaultsOf(declared: Activation): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(declared.arguments).map(([name, { default: value }]) => [name, value]),
  );
}
