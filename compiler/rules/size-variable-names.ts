import { editDistance, replacementFix } from '../diagnostics/suggest.ts';
import { placeIn } from '../bind/module.ts';
import type { DefinitionRuleContext } from './context.ts';

/** A size variable should not look like a misspelt constant or parameter (KM1007). */
export function checkSizeVariableNames({ definition, report }: DefinitionRuleContext): void {
  const candidates = new Map<string, string>();
  for (const [name, meaning] of definition.module.names) {
    if (meaning.kind === 'const') candidates.set(name, 'constant');
  }
  for (const { parameter } of definition.parameters) candidates.set(parameter.name.key, 'parameter');
  for (const input of definition.inputs) {
    if (input.owner !== definition.declaration) continue;
    for (const dim of input.member.type?.dims ?? []) {
      if (dim.kind !== 'Identifier' || definition.sizeVariables.get(dim.key) !== dim) continue;
      const near = [...candidates].find(([name]) => isNear(dim.text, name));
      if (!near) continue;
      const [other, kind] = near;
      const place = placeIn(input.module, dim.span);
      report('KM1007', 'default', { name: dim.text, kind, other }, place, {
        suggestion: `Did you mean \`${other}\`?`,
        fixes: [replacementFix(place, other)],
      });
    }
  }
}

/** One edit apart; single letters are too short to be misspelt, but a change of case alone counts. */
function isNear(name: string, other: string): boolean {
  if (name.toLowerCase() === other.toLowerCase()) return true;
  return name.length > 2 && other.length > 2 && editDistance(name, other, 1) <= 1;
}
