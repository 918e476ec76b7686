import type { ComponentValue } from '../declarations/values.ts';
import type { Frame } from '../expand/site.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { declaredTypeText, isFloat, tensorTypeText, type TensorType } from '../shapes/types.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import type { Place } from '../diagnostics/place.ts';
import type { ModelRuleContext } from './context.ts';
import { fittingLoss } from './fitting-loss.ts';

/** A head is valid only if its loss and metrics fit its shape, and take the same targets (KM5001). */
export function checkLossFits({ frame, heads, report }: ModelRuleContext): void {
  for (const head of heads) {
    const type = head.tensor?.type;
    if (!type) continue;
    const { module, member } = head.defined;
    const placeOf = (entry: string) => ({
      file: module.path,
      span: head.spans.get(entry) ?? member.name.span,
    });
    const related = [{ place: head.tensor!.place, message: `\`${member.name.text}\` gets its shape here.` }];
    if (head.loss && !isFloat(type.dtype)) {
      const loss = head.loss.alias ?? head.loss.name;
      const message = `\`${loss}\` needs a head of floats, but \`${member.name.text}\` is ${tensorTypeText(type)}.`;
      report('KM5001', 'given', { message }, placeOf('loss'), { related });
      continue;
    }
    if (head.misfit) {
      report('KM5001', 'given', { message: head.misfit.message }, placeOf('loss'), {
        related,
        help: head.misfit.help,
        fixes: replacementLoss(frame, head, placeOf('loss')),
      });
    }
    for (const metric of head.metrics) {
      const problem = metricProblem(metric, type, head);
      if (problem) report('KM5001', 'given', { message: problem }, placeOf('metrics'), { related });
    }
  }
}

/** The fix that puts the loss that fits in the place of one that doesn't. */
function replacementLoss(frame: Frame, head: CheckedHead, place: Place): readonly Fix[] {
  const loss = fittingLoss(frame, head);
  if (loss === undefined || !head.spans.has('loss') || loss === head.loss?.alias) return [];
  return [replacementFix(place, loss)];
}

function metricProblem(
  metric: ComponentValue<'metric'>,
  type: TensorType,
  head: CheckedHead,
): string | undefined {
  const target = metric.declaration.target?.(type, metric.args);
  if (!target) return undefined;
  if ('misfit' in target) return target.message;
  if (!head.target || targetsAgree(target, head.target)) return undefined;
  const name = metric.alias ?? metric.name;
  return `\`${name}\` takes targets ${declaredTypeText(target)}, but the loss of \`${head.defined.member.name.text}\` takes ${declaredTypeText(head.target)}.`;
}

function targetsAgree(a: TensorType, b: TensorType): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => mayBeEqual(size, b.shape[axis]!));
}
