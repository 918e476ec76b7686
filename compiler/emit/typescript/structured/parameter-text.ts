import type { Expression } from '../../../../grammar/ast.ts';
import type { ArgumentType } from '../../../arguments/declare.ts';
import type { DefinedParameter } from '../../../bind/definitions.ts';
import type { Module } from '../../../bind/module.ts';
import { variableName, type Scope } from '../identifiers.ts';
import { stringText } from '../values-text.ts';

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
    type: type ? typeText(type) : 'unknown',
    isComponent: type?.kind === 'component',
    initial: parameter.default && constant(parameter.default, module),
  };
}

/** The TypeScript type of a parameter's values. */
export function typeText(type: ArgumentType): string {
  switch (type.kind) {
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'option':
      return type.options.map(stringText).join(' | ');
    case 'list': {
      const item = typeText(type.of);
      return item.includes('|') ? `(${item})[]` : `${item}[]`;
    }
    default:
      return 'string';
  }
}
