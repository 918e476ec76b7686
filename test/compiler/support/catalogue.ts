import type { ArgumentDeclaration, ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { readGolden } from './arrays.ts';

interface CatalogueArgument {
  readonly name: string;
  readonly required: boolean;
  readonly default: unknown;
}

export interface CatalogueEntry {
  readonly name: string;
  /** The texts by which Keras finds it. */
  readonly names: readonly string[];
  readonly arguments: readonly CatalogueArgument[];
  readonly call?: readonly string[];
}

/** Names, arguments and defaults of Keras 3.16. */
export const catalogue = readGolden<Readonly<Record<string, readonly CatalogueEntry[]>>>('catalogue.json');

/** No declaration lists these: float32 throughout, names belong to uses. */
const everywhere = ['name', 'dtype'];

/** A declaration's own arguments in one line each: `units*`, `strides=[1,1]`; not those of every layer. */
export function declaredArguments(declarations: ArgumentDeclarations): readonly string[] {
  return Object.entries(declarations)
    .filter(([, { byName }]) => !byName)
    .map(([name, declaration]) => describeDeclared(name, declaration));
}

function describeDeclared(name: string, declaration: ArgumentDeclaration): string {
  if (declaration.required) return `${name}*`;
  return `${name}=${normalized(declaration.default)}`;
}

/**
 * Keras's arguments in the same form, without those that the language leaves out. Where channels stand by default is a
 * setting of the process there, which says `channels_last` where nobody changes it.
 */
export function kerasArguments(entry: CatalogueEntry, leftOut: readonly string[] = []): readonly string[] {
  return entry.arguments
    .filter(({ name }) => !everywhere.includes(name) && !leftOut.includes(name))
    .map(({ name, required, default: value }) =>
      required ? `${name}*` : `${name}=${normalized(name === 'data_format' ? 'channels_last' : value)}`,
    );
}

/** Objects by name, numbers for all axes by one number, names in lower case without underscores. */
function normalized(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return normalized(value.name);
  if (typeof value === 'string') {
    const name = findComponent('initializer', value)?.name ?? value;
    return name.toLowerCase().replaceAll('_', '');
  }
  if (Array.isArray(value) && value.every((entry) => entry === value[0] && typeof entry === 'number')) {
    return String(value[0]);
  }
  return JSON.stringify(value);
}
