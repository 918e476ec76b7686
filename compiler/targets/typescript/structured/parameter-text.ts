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
  /** The default as a value is written: a number without the underscores that its text may have. */
  readonly plain: string | undefined;
}

export function parameterText(
  { parameter, type, module }: DefinedParameter,
  scope: Scope,
  constant: (expression: Expression, module: Module) => string,
): ParameterText {
  const initial = parameter.default && constant(parameter.default, module);
  return {
    key: parameter.name.key,
    variable: scope.claim(variableName(parameter.name.key)),
    type: parameterType(type),
    isComponent: type?.kind === 'component',
    initial,
    plain: plainText(parameter.default) ?? initial,
  };
}

/** A number, or a list of such, without underscores. */
function plainText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'Number') return String(expression.value);
  if (expression?.kind !== 'List') return undefined;
  const items = expression.items.map(plainText);
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
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
