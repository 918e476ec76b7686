import type { CallExpression, Expression } from '../../../../grammar/ast.ts';
import type { Definition } from '../../../bind/definitions.ts';
import { constantFunctions } from '../../../bind/functions.ts';
import { keyText } from '../values-text.ts';
import type { BlockFunction } from './context.ts';
import { givenParameters } from '../../program/given-parameters.ts';
import { nameText } from './layers.ts';
import type { Site } from './site.ts';
import { constantAt } from './site-constants.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** The block or model that a stage uses; undefined for a layer. */
export function usedDefinition({ context, module }: Site, call: CallExpression): Definition | undefined {
  const meaning = module.names.get(call.callee.key);
  return meaning?.kind === 'definition' ? context.origin.definitions.get(meaning.declaration) : undefined;
}

/** The function that a block or model became: it is written before what uses it. */
export function functionOf({ context }: Site, definition: Definition): BlockFunction {
  const block = context.functions.get(definition);
  if (!block) throw new Unstructured(`\`${definition.name}\``);
  return block;
}

/** A use of a block or model: `residual('features_residual', { filters })` */
export function useText(site: Site, call: CallExpression, definition: Definition): string {
  const { name, parameters } = functionOf(site, definition);
  const given = givenParameters(call, definition);
  const options = parameters.flatMap(({ key, variable }) => {
    const expression = given.get(key);
    if (!expression) return [];
    const text = parameterOfUse(site, expression);
    return [text === variable ? variable : `${keyText(variable)}: ${text}`];
  });
  const args = [nameText(site, call), ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])];
  return `${name}(${args.join(', ')})`;
}

function parameterOfUse(site: Site, expression: Expression): string {
  if (expression.kind === 'Call' && !constantFunctions.has(expression.callee.key)) {
    throw new Unstructured('an object as a parameter');
  }
  return constantAt(site, expression);
}
