import type { Fix } from '../diagnostics/diagnostic.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import type { Frame } from '../expand/site.ts';
import { placeIn } from '../bind/module.ts';
import { isFloat } from '../shapes/types.ts';
import { activationOf, lastComputing } from './head-activation.ts';

/** The loss that fits what a head makes: by its last activation and its number of units. */
export function fittingLoss(frame: Frame, head: CheckedHead): string | undefined {
  const type = head.tensor?.type;
  if (!type || !isFloat(type.dtype)) return undefined;
  const producer = lastComputing(frame, head);
  const activation = producer && activationOf(producer);
  if (activation === 'softmax' && type.shape.at(-1) !== 1) return 'categorical_crossentropy';
  return activation === 'sigmoid' ? 'binary_crossentropy' : 'mse';
}

/** The fix that gives a head without loss the one that fits. */
export function lossFix(frame: Frame, head: CheckedHead): readonly Fix[] {
  const loss = fittingLoss(frame, head);
  const { member, module } = head.defined;
  if (loss === undefined || member.value.kind === 'Missing') return [];
  const { settings } = member;
  const at = settings ? settings.span.start + 1 : member.span.end;
  const entry = `loss: ${loss}`;
  const isEmpty = settings?.entries.length === 0;
  const newText = settings ? (isEmpty ? ` ${entry} ` : ` ${entry},`) : ` { ${entry} }`;
  const title = `Give \`${member.name.text}\` the loss \`${loss}\``;
  return [{ title, edits: [{ place: placeIn(module, { start: at, end: at }), newText }] }];
}
