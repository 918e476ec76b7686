import { dataFormat } from '../../declarations/data-format.ts';
import type { ArgumentDeclarations } from '../../declarations/declare.ts';
import type { Arguments, ArgumentValue, ComponentValue } from '../../declarations/values.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { sizeText } from '../../shapes/size.ts';
import { equalValues, hasDefaultArguments } from '../default-arguments.ts';

/** A value as a person would write it. */
export function valueText(value: ArgumentValue, isOption = false): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return isOption ? value : JSON.stringify(value);
  if (Array.isArray(value))
    return `[${(value as readonly ArgumentValue[]).map((item) => valueText(item)).join(', ')}]`;
  const object = value as Exclude<typeof value, readonly ArgumentValue[]>;
  switch (object.kind) {
    case 'component':
      return componentText(object);
    case 'layer': {
      const frozen = object.trainable ? [] : ['trainable: false'];
      return `${object.class}(${[...argumentTexts(object.args, object.declaration.arguments), ...frozen].join(', ')})`;
    }
    case 'byHead':
      return object.name;
    case 'size':
      return sizeText(object);
  }
}

/** `10_000`, `0.5`, `1e-7` */
export function numberText(value: number): string {
  const text = String(value);
  return Number.isInteger(value) && Math.abs(value) >= 10_000 && !text.includes('e')
    ? text.replace(/\B(?=(\d{3})+$)/g, '_')
    : text;
}

/** By name where that says all, else with the arguments that differ from their defaults. */
export function componentText(value: ComponentValue): string {
  const { category, name, declaration, alias } = value;
  const isPlain = hasDefaultArguments(value);
  if (isPlain && category === 'activation') return name;
  // Losses and metrics log the name by which they were called; others have a short one where Keras has.
  const isLogged = category === 'loss' || category === 'metric';
  const names = isLogged ? [alias] : [alias, snakeCase(name), name.toLowerCase()];
  const short = names.find((each) => each !== undefined && declaration.aliases.includes(each));
  const isCall = category === 'optimizer' || category === 'callback' || category === 'schedule';
  if (isPlain && short !== undefined && !isCall) return short;
  return `${name}(${argumentTexts(value.args, declaration.arguments).join(', ')})`;
}

/**
 * Arguments that differ from their defaults, those that must be given by their places.
 * @param written the text of an argument, where it is not its value
 */
export function argumentTexts(
  args: Arguments,
  declared: ArgumentDeclarations,
  written: (name: string) => string | undefined = () => undefined,
): readonly string[] {
  const texts: string[] = [];
  let isByPlace = true;
  Object.entries(declared).forEach(([name, { type, required, byName, default: initial }], place) => {
    const value = args[name]!;
    const open = written(name);
    if (open === undefined && !required && equalValues(value, initial)) {
      isByPlace = false;
      return;
    }
    // Keras users leave the name of a first argument out, as in `MaxPooling2D(3)`, where its value speaks for itself.
    isByPlace &&= required || (place === 0 && !byName && declared[name] !== dataFormat);
    const isOption = type.kind === 'option' || type.kind === 'anyOf';
    const text = open ?? valueText(shortened(value, type.kind === 'perAxis'), isOption);
    texts.push(isByPlace ? text : `${name}: ${text}`);
  });
  return texts;
}

/** One number for all axes; one amount for all sides. */
function shortened(value: ArgumentValue, isPerAxis: boolean): ArgumentValue {
  if (!isPerAxis || !Array.isArray(value)) return value;
  const items = value as readonly ArgumentValue[];
  return new Set(items).size === 1 ? items[0]! : value;
}
