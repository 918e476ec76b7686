import { findComponent } from '../../compiler/components/registry.ts';
import type { ArgumentDeclaration, ArgumentType } from '../../compiler/declarations/declare.ts';
import { isInRange, joinAlternatives, rangeText, typeText } from '../../compiler/declarations/describe.ts';
import { KmodelError } from '../errors.ts';
import { requireKnownOptions } from '../options.ts';

/**
 * Holds the options of a callback to its declaration, which has the same names in Keras's spelling.
 * @param others options that a program alone has, unchecked
 * @throws KmodelError for an option that there is not, and for a value that does not fit
 */
export function requireCallbackOptions<Options extends object>(
  owner: string,
  options: Options,
  others: readonly string[] = [],
): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new KmodelError(`\`${owner}\` takes its options as an object.`);
  const declared = new Map(
    Object.entries(findComponent('callback', owner)!.arguments).map(([name, each]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      each,
    ]),
  );
  const optional = [...declared].flatMap(([name, { required }]) => (required ? [] : [name]));
  const known = Object.fromEntries([...optional, ...others].map((name) => [name, true]));
  requireKnownOptions(owner, options, known as Readonly<Record<keyof Options, true>>);
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const argument = others.includes(name) ? undefined : declared.get(name);
    if (value === undefined || !argument || fits(value, argument)) continue;
    throw new KmodelError(`\`${name}\` of ${owner} is ${shown(value)}: ${wanted(argument.type)} is needed.`);
  }
}

/** @throws KmodelError for anything but a text with something in it */
export function requirePath(owner: string, value: unknown, example: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new KmodelError(
    `The first argument of ${owner} is ${shown(value)}, and has to be a path.`,
    `For example \`new ${owner}('${example}')\`.`,
  );
}

function fits(value: unknown, { type, nullable }: Pick<ArgumentDeclaration, 'type' | 'nullable'>): boolean {
  if (value === null) return nullable;
  switch (type.kind) {
    case 'integer':
      return Number.isSafeInteger(value) && isInRange(value as number, type);
    case 'number':
      return typeof value === 'number' && !Number.isNaN(value) && isInRange(value, type);
    case 'boolean':
    case 'string':
      return typeof value === type.kind;
    case 'option':
      return type.options.includes(value as string);
    case 'anyOf':
      return type.of.some((each) => fits(value, { type: each, nullable: false }));
    default:
      return true;
  }
}

function wanted(type: ArgumentType): string {
  if (type.kind === 'anyOf') return joinAlternatives(type.of.map(wanted));
  const range = type.kind === 'integer' || type.kind === 'number' ? rangeText(type) : undefined;
  return range === undefined ? typeText(type) : `${typeText(type)} ${range}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : value === undefined ? 'missing' : `of the type ${typeof value}`;
}
