import { articleFor, categoryText } from './categories.ts';
import type { ArgumentType } from './declare.ts';

/** What an argument takes, in words: "an integer", "a list of integers", "an initializer". */
export function typeText(type: ArgumentType): string {
  switch (type.kind) {
    case 'integer':
      return 'an integer';
    case 'number':
      return 'a number';
    case 'boolean':
      return '`true` or `false`';
    case 'string':
      return 'a string';
    case 'option':
      return type.options.length <= 8 ? oneOf(type.options) : 'an option';
    case 'perAxis':
      return type.count === 1 ? 'an integer' : `an integer or a list of ${type.count}`;
    case 'list':
      return `a list of ${pluralText(type.of)}`;
    case 'component': {
      const word = categoryText(type.category);
      return `${articleFor(word)} ${word}`;
    }
    case 'layer':
      return type.cell ? 'a recurrent cell' : type.recurrent ? 'a recurrent layer' : 'a layer';
    case 'tensor':
      return 'a tensor';
    case 'names':
      return 'a list of names';
    case 'columns':
      return 'columns by name';
    case 'anyOf':
      return joinAlternatives(type.of.map(typeText));
  }
}

function oneOf(options: readonly string[]): string {
  return joinAlternatives(options.map((option) => `\`${option}\``));
}

/** `a`, `b` or `c`. */
export function joinAlternatives(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  return unique.length <= 1 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)!}`;
}

function pluralText(type: ArgumentType): string {
  switch (type.kind) {
    case 'integer':
      return 'integers';
    case 'number':
      return 'numbers';
    case 'boolean':
      return 'booleans';
    case 'string':
      return 'strings';
    case 'component':
      return `${categoryText(type.category)}${type.category === 'loss' ? 'es' : 's'}`;
    case 'layer':
      return type.cell ? 'recurrent cells' : 'layers';
    default:
      return 'values';
  }
}

/** The range that a numeric type allows: "at least 1", "between 0 and 1"; undefined where there is none. */
export function rangeText(type: Extract<ArgumentType, { kind: 'integer' | 'number' }>): string | undefined {
  const { minimum, maximum } = type;
  const above = type.kind === 'number' ? type.above : undefined;
  const below = type.kind === 'number' ? type.below : undefined;
  if (minimum !== undefined && maximum !== undefined) return `between ${minimum} and ${maximum}`;
  const low =
    minimum !== undefined ? `at least ${minimum}` : above !== undefined ? `greater than ${above}` : undefined;
  const high =
    maximum !== undefined ? `at most ${maximum}` : below !== undefined ? `less than ${below}` : undefined;
  return low && high ? `${low} and ${high}` : (low ?? high);
}

/** False where a number lies outside the range of its type. */
export function isInRange(
  value: number,
  type: Extract<ArgumentType, { kind: 'integer' | 'number' }>,
): boolean {
  if (type.minimum !== undefined && value < type.minimum) return false;
  if (type.maximum !== undefined && value > type.maximum) return false;
  if (type.kind === 'integer') return true;
  return (
    !(type.above !== undefined && value <= type.above) && !(type.below !== undefined && value >= type.below)
  );
}
