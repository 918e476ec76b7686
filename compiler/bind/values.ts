import type { CallExpression } from '../../grammar/ast.ts';
import type { ComponentValue } from '../declarations/values.ts';
import { sizeText, type Size, type SymbolicSize } from '../shapes/size.ts';
import type { Environment } from './environment.ts';

/** A value of a constant expression. */
export type Value =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | ListValue
  /** A bare name such as `relu`: the place that takes it knows what it may be. */
  | { readonly kind: 'option'; readonly name: string }
  /** `HeNormal(seed: 1)` or `LSTM(32)`: the place that takes it resolves the arguments, in their own scope. */
  | { readonly kind: 'object'; readonly call: CallExpression; readonly environment: Environment }
  /** A component that was given for a parameter. */
  | { readonly kind: 'component'; readonly value: ComponentValue }
  /** A size that is known only at run time, where it may be computed with. */
  | { readonly kind: 'size'; readonly size: SymbolicSize }
  /** After an error, or a parameter that has no value yet: nothing more is said about it. */
  | { readonly kind: 'unknown' };

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** With those of the lists in it, as often as they stand there. */
  readonly entries: number;
  /** 1 for a list without lists. */
  readonly depth: number;
}

export type NumberValue = Extract<Value, { kind: 'integer' | 'float' }>;

export const unknownValue: Value = { kind: 'unknown' };
/** Unknown, since it would hold too much. */
export const refusedList: Value = { kind: 'unknown' };
export const noneValue: Value = { kind: 'none' };

export function integerValue(value: number): Value {
  return { kind: 'integer', value: value === 0 ? 0 : value };
}

export function floatValue(value: number): Value {
  return { kind: 'float', value };
}

export function booleanValue(value: boolean): Value {
  return { kind: 'boolean', value };
}

export function listValue(items: readonly Value[]): ListValue {
  let entries = items.length;
  let depth = 1;
  for (const item of items) {
    if (item.kind !== 'list') continue;
    entries += item.entries;
    depth = Math.max(depth, item.depth + 1);
  }
  return { kind: 'list', items, entries, depth };
}

/** A size as a value: a number where it is one. */
export function sizeValue(size: Size): Value {
  return typeof size === 'number' ? integerValue(size) : { kind: 'size', size };
}

export function isNumber(value: Value): value is NumberValue {
  return value.kind === 'integer' || value.kind === 'float';
}

/** The value as the language writes it, shortened where it is long: `10.0`, `"text"`, `[1, 2]`. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case 'integer':
      return String(value.value);
    case 'float':
      return floatText(value.value);
    case 'string':
      return JSON.stringify(value.value.length > 40 ? `${value.value.slice(0, 40)}…` : value.value);
    case 'boolean':
      return String(value.value);
    case 'none':
      return 'none';
    case 'list': {
      const shown = value.items.slice(0, 8).map(valueText);
      return `[${[...shown, ...(value.items.length > 8 ? ['…'] : [])].join(', ')}]`;
    }
    case 'option':
      return value.name;
    case 'object':
      return `${value.call.callee.text}(${value.call.arguments.length > 0 ? '…' : ''})`;
    case 'component':
      return value.value.alias ?? value.value.name;
    case 'size':
      return sizeText(value.size);
    case 'unknown':
      return '?';
  }
}

/** A float with a point or an exponent, so that it does not read as an integer. */
export function floatText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The value with its kind, for messages: "`10.0` is a float". */
export function valueDescription(value: Value): string {
  const kinds: Record<Value['kind'], string> = {
    integer: 'an integer',
    float: 'a float',
    string: 'a string',
    boolean: 'a boolean',
    none: 'none',
    list: 'a list',
    option: 'a name',
    object: 'an object',
    component: 'an object',
    size: 'a size that is known only at run time',
    unknown: 'unknown',
  };
  if (value.kind === 'none') return 'it is `none`';
  return `\`${valueText(value)}\` is ${kinds[value.kind]}`;
}
