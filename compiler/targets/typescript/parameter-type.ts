import type { ArgumentType } from '../../declarations/declare.ts';
import { stringText } from './values-text.ts';

/** The TypeScript type of a parameter's plain values; activations and the like are given by name. */
export function parameterType(type: ArgumentType | undefined): string {
  switch (type?.kind) {
    case undefined:
      return 'unknown';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'option':
      return type.options.map(stringText).join(' | ');
    case 'list': {
      const item = parameterType(type.of);
      return item.includes('|') ? `(${item})[]` : `${item}[]`;
    }
    default:
      return 'string';
  }
}
