import type { ArgumentValue } from '../../declarations/values.ts';
import { nestedNumbers } from '../nested-numbers.ts';
import type { SourceLayer, SourceOperand } from './source.ts';
import { argumentTexts, numberText, valueText } from './value-text.ts';

export function operationText(
  { operation, operands, args }: Extract<SourceLayer, { readonly kind: 'operation' }>,
  inputs: readonly string[],
): string {
  let next = 0;
  const texts = operands.map((operand) => (operand === 'input' ? inputs[next++]! : operandText(operand)));
  if (typeof operation === 'string')
    return texts.map((text) => (/^-/.test(text) ? `(${text})` : text)).join(` ${operation} `);
  if (operation.name === 'get_item') return `${texts[0]!}[${subscriptText(args.key!)}]`;
  const isList = Object.values(operation.operands).includes('list');
  const declared = Object.fromEntries(
    Object.entries(operation.layer.arguments).filter(([name]) => !Object.hasOwn(operation.operands, name)),
  );
  // Constants stand behind the tensors, so that their names say which they are; a few functions begin with one.
  const constants = argumentTexts(args, declared).map((text, index) =>
    text.includes(': ') ? text : `${Object.keys(declared)[index]!}: ${text}`,
  );
  const isLed = Object.hasOwn(declared, operation.parameters[0]!);
  if (isLed) return `${operation.name}(${[...argumentTexts(args, declared), ...texts].join(', ')})`;
  const names = Object.keys(operation.operands);
  const given = isList
    ? [`[${texts.join(', ')}]`]
    : texts.map((text, index) =>
        operation.parameters[index] === names[index] ? text : `${names[index]!}: ${text}`,
      );
  return `${operation.name}(${[...given, ...constants].join(', ')})`;
}

/** A number, or numbers as lists of lists: whole ones are integers in a text that does not say otherwise. */
function operandText(operand: Exclude<SourceOperand, 'input'>): string {
  if (typeof operand === 'number') return numberText(operand);
  const { values, shape, statesFloat = false } = operand;
  const isCount = shape.length === 1 && values.length > 3 && values.every((value, index) => value === index);
  if (isCount) return `arange(${values.length}${statesFloat ? ', dtype: float32' : ''})`;
  const text = valueText(nestedNumbers(values, shape));
  return statesFloat ? `cast(${text}, float32)` : text;
}

/** `[[0], [1, 3, null]]` is `0, 1:3`. */
function subscriptText(key: ArgumentValue): string {
  const bound = (value: number | null): string => (value === null ? '' : numberText(value));
  return (key as readonly (readonly (number | null)[])[])
    .map(([start, ...others]) => {
      if (others.length === 0) return bound(start!);
      const [stop, step] = others as [number | null, number | null];
      return `${bound(start!)}:${bound(stop)}${step === null ? '' : `:${numberText(step)}`}`;
    })
    .join(', ');
}
