import type { CallExpression, Expression } from '../../../grammar/ast.ts';
import type { Definition } from '../../bind/definitions.ts';

/** The expressions that a use of a block or model gives for its parameters, by name. */
export function givenParameters(
  call: CallExpression,
  definition: Definition,
): ReadonlyMap<string, Expression> {
  const open = definition.parameters
    .filter((each) => !each.hidden)
    .map(({ parameter }) => parameter.name.key);
  const given = new Map<string, Expression>();
  let position = 0;
  for (const argument of call.arguments) {
    const key = argument.name?.key ?? open[position++];
    if (key !== undefined && open.includes(key)) given.set(key, argument.value);
  }
  return given;
}
