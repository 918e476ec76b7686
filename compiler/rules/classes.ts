import type { Expression } from '../../grammar/ast.ts';
import { placeIn } from '../bind/module.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { sizeText } from '../shapes/size.ts';
import type { ModelRuleContext } from './context.ts';

/** The names of classes go with a classifier, one for each (KM5010). */
export function checkClasses({ heads, report }: ModelRuleContext): void {
  for (const head of heads) {
    const { classes, defined } = head;
    if (!classes) continue;
    const written = valueOf(head);
    const place = placeIn(defined.module, written?.span ?? defined.member.name.span);
    const name = defined.member.name.text;
    const twice = classes.find((word, index) => classes.indexOf(word) !== index);
    if (twice !== undefined) {
      report('KM5010', 'twice', { name, word: JSON.stringify(twice) }, place);
      continue;
    }
    const problem = misfit(head, classes.length);
    if (problem === undefined) continue;
    report('KM5010', 'given', { message: problem }, place);
  }
}

function valueOf({ defined }: CheckedHead): Expression | undefined {
  const entry = defined.member.settings?.entries.find(
    (each) => each.kind === 'Entry' && each.name.key === 'classes',
  );
  return entry?.kind === 'Entry' ? entry.value : undefined;
}

/** Why so many names do not go with a head. */
function misfit({ defined, tensor, loss, targetTensor }: CheckedHead, count: number): string | undefined {
  const type = tensor?.type;
  if (!type) return undefined;
  const name = `\`${defined.member.name.text}\``;
  if (targetTensor) return `Head ${name} takes its targets from the model, which have no names.`;
  const wants = loss?.declaration.wants;
  if (loss && wants !== 'distribution' && wants !== 'probabilities')
    return `\`classes\` names what a classifier tells apart, but the loss of head ${name}, \`${loss.alias ?? loss.name}\`, is for numbers.`;
  const last = type.shape.at(-1);
  const isBinary = wants === 'probabilities' && (type.shape.length === 0 || last === 1);
  if (isBinary) {
    if (count === 2) return undefined;
    return `Head ${name} tells two classes apart with its one unit, but \`classes\` has ${count} ${count === 1 ? 'name' : 'names'}.`;
  }
  if (last === undefined) return `Head ${name} has one number a sample, and no classes.`;
  if (last === count) return undefined;
  if (typeof last !== 'number')
    return `The last size of head ${name} is \`${sizeText(last)}\`, which must be known for its ${count} \`classes\`.`;
  return `Head ${name} has ${last} ${last === 1 ? 'unit' : 'units'}, but \`classes\` has ${count} ${count === 1 ? 'name' : 'names'}.`;
}
