import { placeIn } from '../bind/module.ts';
import { removalFix } from '../diagnostics/edits.ts';
import type { DefinitionRuleContext } from './context.ts';

/** A shared layer should be used (KM4005). */
export function checkUnusedShared(rule: DefinitionRuleContext): void {
  const { definition, report } = rule;
  if (rule.isUnclear()) return;
  const used = rule.used();
  for (const defined of definition.members) {
    const { member, module, owner } = defined;
    if (member.kind !== 'Shared' || used.has(defined) || owner !== definition.declaration) continue;
    if (member.name.key === '') continue;
    report('KM4005', 'default', { name: member.name.text }, placeIn(module, member.name.span), {
      fixes: [removalFix(placeIn(module, member.span), module.source.text, `Remove \`${member.name.text}\``)],
    });
  }
}
