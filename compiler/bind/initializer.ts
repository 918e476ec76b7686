import type { Expression } from '../../grammar/ast.ts';
import { component } from '../declarations/declare.ts';
import { isComponent, type ComponentValue } from '../declarations/values.ts';
import { resolveValue } from './arguments/resolve.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';

const declaration = component('initializer', null, 'The values of the weight before training.');

/** The initializer behind the `=` of a weight; undefined where none is written, or after a report. */
export function readInitializer(
  context: CheckContext,
  environment: Environment,
  value: Expression | undefined,
  name: string,
): ComponentValue<'initializer'> | undefined {
  if (!value || value.kind === 'Missing') return undefined;
  const owner = `weight \`${name}\``;
  const found = resolveValue(context, environment, value, 'initializer', declaration, owner);
  return isComponent(found, 'initializer') ? found : undefined;
}
