import type { Identifier, InputDeclaration } from '../../grammar/ast.ts';
import type { DefinedMember, DefinedParameter } from './definitions.ts';

/** The names in the types of inputs that no constant or parameter has: sizes known only at run time. */
export function collectSizeVariables(
  inputs: readonly DefinedMember<InputDeclaration>[],
  parameters: readonly DefinedParameter[],
): ReadonlyMap<string, Identifier> {
  const parameterNames = new Set(parameters.map(({ parameter }) => parameter.name.key));
  const found = new Map<string, Identifier>();
  for (const { member, module } of inputs) {
    for (const dim of member.type?.dims ?? []) {
      if (dim.kind !== 'Identifier' || dim.key === '' || found.has(dim.key)) continue;
      const meaning = module.names.get(dim.key)?.kind;
      if (parameterNames.has(dim.key) || meaning === 'const' || meaning === 'unknown') continue;
      found.set(dim.key, dim);
    }
  }
  return found;
}
