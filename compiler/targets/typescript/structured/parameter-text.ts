import type { Expression } from '../../../../grammar/ast.ts';
import type { DefinedParameter } from '../../../bind/definitions.ts';
import type { Module } from '../../../bind/module.ts';
import { variableName, type Scope } from '../identifiers.ts';
import { parameterType } from '../parameter-type.ts';

/** A parameter of a block or model as a property of an options object. */
export interface ParameterText {
  /** Its name in the language. */
  readonly key: string;
  readonly variable: string;
  readonly type: string;
  /** True for activations, initializers and the like: their names are others in tfjs, so they stay as they are. */
  readonly isComponent: boolean;
  /** Its default; undefined where it has none. */
  readonly initial: string | undefined;
}

export function parameterText(
  { parameter, type, module }: DefinedParameter,
  scope: Scope,
  constant: (expression: Expression, module: Module) => string,
): ParameterText {
  return {
    key: parameter.name.key,
    variable: scope.claim(variableName(parameter.name.key)),
    type: parameterType(type),
    isComponent: type?.kind === 'component',
    initial: parameter.default && constant(parameter.default, module),
  };
}

/** `{ filters, strides = 1 }: BlockOptions`, with a default of its own where all parameters have one. */
export function optionsParameter(parameters: readonly ParameterText[], type: string): string {
  const taken = parameters.map(({ variable, initial }) =>
    initial === undefined ? variable : `${variable} = ${initial}`,
  );
  const isOptional = parameters.every(({ initial }) => initial !== undefined);
  return `{ ${taken.join(', ')} }: ${type}${isOptional ? ' = {}' : ''}`;
}

/** `strides?: number` */
export function optionText({ variable, type, initial }: ParameterText): string {
  return `${variable}${initial === undefined ? '' : '?'}: ${type}`;
}
