import type { TfjsConfig, TfjsValue } from '../tfjs/types.ts';

/** A string as TypeScript writes it, with single quotes as prettier prefers. */
export function stringText(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A property's name, quoted where it is no identifier. */
export function keyText(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : stringText(name);
}

/** What reads a property: `.name`, or in brackets where the name is no identifier. */
export function memberText(name: string): string {
  return keyText(name) === name ? `.${name}` : `[${keyText(name)}]`;
}

/** What values refer to that the module must bring along. */
export interface ValueContext {
  /** The name of a class for an activation that tfjs lacks. */
  readonly activation: (value: Extract<TfjsValue, { readonly kind: 'activation' }>['value']) => string;
}

/** An argument's value as TypeScript. */
export function valueText(value: TfjsValue, context: ValueContext): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map((item) => valueText(item, context)).join(', ')}]`;
  if (value.kind === 'activation') return context.activation(value.value);
  const isEmpty = Object.keys(value.config).length === 0;
  const config = isEmpty ? '' : configText(Object.entries(value.config), context);
  return `tf.${value.namespace}.${value.factory}(${config})`;
}

function isList(value: TfjsValue): value is readonly TfjsValue[] {
  return Array.isArray(value);
}

export function configText(entries: Iterable<readonly [string, TfjsValue]>, context: ValueContext): string {
  const parts = [...entries].map(([name, value]) => `${keyText(name)}: ${valueText(value, context)}`);
  return `{ ${parts.join(', ')} }`;
}

export function configEntries(config: TfjsConfig): readonly (readonly [string, TfjsValue])[] {
  return Object.entries(config);
}
