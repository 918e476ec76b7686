import { placeIn } from '../bind/module.ts';
import type { ModelRuleContext } from './context.ts';

/** A head of numbers that are the same for every sample is reached by no input (KM4002). */
export function checkConstantHeads({ heads, report }: ModelRuleContext): void {
  for (const { defined, tensor } of heads) {
    if (!tensor?.type?.whole) continue;
    const { name } = defined.member;
    const reason = `\`${tensor.label}\` holds numbers alone`;
    report('KM4002', 'reached', { name: name.text, reason }, placeIn(defined.module, name.span));
  }
}
