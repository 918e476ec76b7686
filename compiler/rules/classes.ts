import type { Place } from '../diagnostics/place.ts';
import { placeIn } from '../bind/module.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { sizeText } from '../shapes/size.ts';
import type { ModelRuleContext } from './context.ts';

/** The names of classes, and what they weigh, go with a classifier, one for each (KM5010). */
export function checkClasses({ heads, report }: ModelRuleContext): void {
  for (const head of heads) {
    checkWeights(head, report);
    const { classes, defined } = head;
    if (!classes) continue;
    const place = placeOf(head, 'classes');
    const name = defined.member.name.text;
    const twice = classes.find((word, index) => classes.indexOf(word) !== index);
    if (twice !== undefined) {
      report('KM5010', 'twice', { name, word: JSON.stringify(twice) }, place);
      continue;
    }
    const problem = misfit(head, { setting: 'classes', does: 'names', one: 'name' }, classes.length);
    if (problem === undefined) continue;
    report('KM5010', 'given', { message: problem }, place);
  }
}

function checkWeights(head: CheckedHead, report: ModelRuleContext['report']): void {
  const { classWeight, loss, tensor, defined } = head;
  if (!classWeight) return;
  const last = tensor?.type?.shape.at(-1);
  const isSeveral = loss?.declaration.wants === 'probabilities' && last !== undefined && last !== 1;
  const message = isSeveral
    ? `Head \`${defined.member.name.text}\` answers several questions at once, and \`class_weight\` needs one class for each sample.`
    : misfit(head, { setting: 'class_weight', does: 'weighs', one: 'weight' }, classWeight.length);
  if (message !== undefined) report('KM5010', 'given', { message }, placeOf(head, 'class_weight'));
}

function placeOf({ defined }: CheckedHead, setting: string): Place {
  const entry = defined.member.settings?.entries.find(
    (each) => each.kind === 'Entry' && each.name.key === setting,
  );
  const written = entry?.kind === 'Entry' ? entry.value : undefined;
  return placeIn(defined.module, written?.span ?? defined.member.name.span);
}

/** A setting with an entry for each class, in words. */
interface PerClass {
  readonly setting: string;
  readonly does: string;
  readonly one: string;
}

/** Why so many entries do not go with a head. */
function misfit(
  { defined, tensor, loss, targetTensor }: CheckedHead,
  { setting, does, one }: PerClass,
  count: number,
): string | undefined {
  const type = tensor?.type;
  if (!type) return undefined;
  const name = `\`${defined.member.name.text}\``;
  const entries = `${count} ${one}${count === 1 ? '' : 's'}`;
  if (targetTensor) return `Head ${name} takes its targets from the model, which have no ${one}s.`;
  const wants = loss?.declaration.wants;
  if (loss && wants !== 'distribution' && wants !== 'probabilities')
    return `\`${setting}\` ${does} what a classifier tells apart, but the loss of head ${name}, \`${loss.alias ?? loss.name}\`, is for numbers.`;
  const last = type.shape.at(-1);
  const isBinary = wants === 'probabilities' && (type.shape.length === 0 || last === 1);
  if (isBinary) {
    if (count === 2) return undefined;
    return `Head ${name} tells two classes apart with its one unit, but \`${setting}\` has ${entries}.`;
  }
  if (last === undefined) return `Head ${name} has one number a sample, and no classes.`;
  if (last === count) return undefined;
  if (typeof last !== 'number')
    return `The last size of head ${name} is \`${sizeText(last)}\`, which must be known for its ${entries} in \`${setting}\`.`;
  return `Head ${name} has ${last} ${last === 1 ? 'unit' : 'units'}, but \`${setting}\` has ${entries}.`;
}
