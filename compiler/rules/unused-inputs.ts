import { placeIn } from '../bind/module.ts';
import { removalFix } from '../diagnostics/edits.ts';
import type { DefinitionRuleContext } from './context.ts';

/** A model is valid only if every input reaches a head (KM4003), a block only if every input reaches a result. */
export function checkUnusedInputs(rule: DefinitionRuleContext): void {
  const { definition, report } = rule;
  if (rule.isUnclear() || rule.lacksSource) return;
  // A loss need not look at the targets, nor a layer at all that flows in.
  if (definition.kind === 'layer' || definition.kind === 'component') return;
  const reached = rule.reachedByResults();
  if (definition.kind === 'model' && definition.heads.length + definition.objectives.length === 0) return;
  for (const input of definition.inputs) {
    if (reached.has(input) || input.owner !== definition.declaration) continue;
    const { name } = input.member;
    const related = definition.members.flatMap((defined) => {
      const [reader] = defined.names;
      // A branch that is being typed may lack its name.
      if (defined.member.kind !== 'Branch' || !reader) return [];
      if (!rule.dependenciesOf(defined).includes(input)) return [];
      const message = `\`${reader.text}\` reads it, but reaches no head.`;
      return [{ place: placeIn(defined.module, reader.span), message }];
    });
    const place = placeIn(input.module, name.span);
    if (definition.kind === 'block')
      report('KM4003', 'block', { name: name.text, block: definition.name }, place);
    else
      report('KM4003', 'default', { name: name.text }, place, {
        related,
        fixes:
          related.length > 0
            ? []
            : [
                removalFix(
                  placeIn(input.module, input.member.span),
                  input.module.source.text,
                  `Remove \`${name.text}\``,
                ),
              ],
      });
  }
}
