import { placeIn } from '../bind/module.ts';
import { removalFix } from '../diagnostics/edits.ts';
import type { DefinitionRuleContext } from './context.ts';

/** A branch should be used by something (KM4004); of one taken apart, at least one part. */
export function checkUnusedBranches(rule: DefinitionRuleContext): void {
  const { definition, report } = rule;
  if (rule.isUnclear()) return;
  const used = rule.used();
  for (const defined of definition.members) {
    const { member, names, module, owner } = defined;
    if (member.kind !== 'Branch' || used.has(defined) || owner !== definition.declaration) continue;
    const name = names.find((each) => definition.names.get(each.key) === defined);
    if (!name) continue;
    report('KM4004', 'default', { name: name.text }, placeIn(module, name.span), {
      fixes: [removalFix(placeIn(module, member.span), module.source.text, `Remove \`${name.text}\``)],
    });
  }
}
