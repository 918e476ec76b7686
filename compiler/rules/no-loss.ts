import { placeIn } from '../bind/module.ts';
import type { ModelRuleContext } from './context.ts';

/** A model with a `train` of its own is valid only if one of its heads has a loss (KM5002). */
export function checkNoLoss({ definition, heads, report }: ModelRuleContext): void {
  const { train } = definition;
  if (!train || heads.length === 0 || heads.some((head) => head.hasLoss)) return;
  const { start } = train.member.span;
  const keyword = { start, end: start + 'train'.length };
  const names = heads.map((head) => `\`${head.defined.member.name.text}\``).join(', ');
  const related = heads.map(({ defined }) => ({
    place: placeIn(defined.module, defined.member.name.span),
    message: `\`${defined.member.name.text}\` is declared here.`,
  }));
  const details = { related, help: 'give a head one, for example `{ loss: mse }`.' };
  const place = placeIn(train.module, keyword);
  if (heads.length === 1) report('KM5002', 'one', { heads: names }, place, details);
  else report('KM5002', 'many', { heads: names }, place, details);
}
