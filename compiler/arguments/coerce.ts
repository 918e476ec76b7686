import type { Expression } from '../../grammar/ast.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Environment } from '../bind/environment.ts';
import { findValue, reportUnknownValue } from '../bind/evaluate.ts';
import { placeIn } from '../bind/module.ts';
import { isNumber, valueDescription, valueText, type Value } from '../bind/values.ts';
import { quotedList, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { Place } from '../graph/model-graph.ts';
import { coerceComponent } from './component.ts';
import { isInRange, joinAlternatives, rangeText, typeText } from './describe.ts';
import type { ArgumentType } from './declare.ts';
import { coerceLayer } from './layer-value.ts';
import type { ArgumentValue } from './values.ts';

/** Where a value stands, for the messages about it. */
export interface ValueSite {
  readonly context: CheckContext;
  readonly environment: Environment;
  /** The expression as written; an entry of a list that a constant holds has the constant's place. */
  readonly expression: Expression;
  /** The name of the argument. */
  readonly name: string;
  /** The layer or component that takes it, as it stands in sentences. */
  readonly owner: string;
}

/**
 * `ok`: the value as layers receive it. `unknown`: it depends on something that was reported before, or on a
 * parameter without a value. `problem`: it does not fit; nothing is reported until `report` is called.
 */
export type Coerced =
  | { readonly kind: 'ok'; readonly value: ArgumentValue }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'problem';
      /** True where the value is of another type altogether: another alternative may still take it. */
      readonly otherType: boolean;
      readonly report: () => void;
    };

export const unknownArgument: Coerced = { kind: 'unknown' };

export function placeOf(site: ValueSite): Place {
  return placeIn(site.environment.module, site.expression.span);
}

/** Fits a value to the type of an argument. */
export function coerce(site: ValueSite, value: Value, type: ArgumentType, nullable = false): Coerced {
  if (value.kind === 'unknown') return unknownArgument;
  if (value.kind === 'none') {
    return nullable ? { kind: 'ok', value: null } : wrongType(site, value, type);
  }
  switch (type.kind) {
    case 'integer':
      return value.kind === 'integer' ? inRange(site, value.value, type) : wrongType(site, value, type);
    case 'number':
      return isNumber(value) ? inRange(site, value.value, type) : wrongType(site, value, type);
    case 'boolean':
      return value.kind === 'boolean' ? { kind: 'ok', value: value.value } : wrongType(site, value, type);
    case 'string':
      if (value.kind === 'string') return { kind: 'ok', value: value.value };
      return value.kind === 'option' ? { kind: 'ok', value: value.name } : wrongType(site, value, type);
    case 'option':
      return coerceOption(site, value, type.options, type);
    case 'perAxis':
      return coercePerAxis(site, value, type);
    case 'list':
      return coerceList(site, value, type);
    case 'component':
      return coerceComponent(site, value, type);
    case 'layer':
      return coerceLayer(site, value, type);
    case 'anyOf':
      return coerceAnyOf(site, value, type);
  }
}

/** KM2003 for a value of another type. */
export function wrongType(site: ValueSite, value: Value, type: ArgumentType): Coerced {
  return {
    kind: 'problem',
    otherType: true,
    report() {
      if (reportIfUnknownName(site, value, type)) return;
      const values = {
        name: site.name,
        owner: site.owner,
        wanted: typeText(type),
        found: valueDescription(value),
      };
      site.context.report('KM2003', 'default', values, placeOf(site), {
        help: hintForHiddenOption(site, type),
      });
    },
  };
}

/** A bare name where no name can stand means a constant or parameter that there is not. */
function reportIfUnknownName(site: ValueSite, value: Value, type: ArgumentType): boolean {
  const { expression } = site;
  if (value.kind !== 'option' || expression.kind !== 'Identifier' || takesNames(type)) return false;
  if (findValue(site.context, site.environment, expression)) return false;
  reportUnknownValue(site.context, site.environment, expression);
  return true;
}

function takesNames(type: ArgumentType): boolean {
  if (type.kind === 'anyOf') return type.of.some(takesNames);
  return type.kind === 'option' || type.kind === 'component' || type.kind === 'string';
}

/** A constant wins over an option of the same name: say so where that is why a value does not fit. */
function hintForHiddenOption(site: ValueSite, type: ArgumentType): string | undefined {
  const { expression } = site;
  if (expression.kind !== 'Identifier' || !findValue(site.context, site.environment, expression))
    return undefined;
  if (type.kind !== 'option' && type.kind !== 'component') return undefined;
  return `\`${expression.text}\` is a constant or parameter here; \`"${expression.text}"\` in quotes is the option.`;
}

/** KM2004 for a value outside its range. */
export function outOfRange(site: ValueSite, wanted: string, found: string): Coerced {
  return {
    kind: 'problem',
    otherType: false,
    report() {
      site.context.report(
        'KM2004',
        'default',
        { name: site.name, owner: site.owner, wanted, found },
        placeOf(site),
      );
    },
  };
}

function inRange(
  site: ValueSite,
  value: number,
  type: Extract<ArgumentType, { kind: 'integer' | 'number' }>,
): Coerced {
  return isInRange(value, type) ? { kind: 'ok', value } : outOfRange(site, rangeText(type)!, String(value));
}

function coerceOption(
  site: ValueSite,
  value: Value,
  options: readonly string[],
  type: ArgumentType,
): Coerced {
  const text = value.kind === 'string' ? value.value : value.kind === 'option' ? value.name : undefined;
  if (text === undefined) return wrongType(site, value, type);
  if (options.includes(text)) return { kind: 'ok', value: text };
  return {
    kind: 'problem',
    otherType: false,
    report() {
      const { text: suggestion, closest } = suggestionFor(text, options, 'It takes');
      const place = placeOf(site);
      const all = options.length <= 8 ? `It takes ${quotedList(options, 'or')}.` : suggestion;
      site.context.report('KM2006', 'default', { name: site.name, owner: site.owner, found: text }, place, {
        suggestion: closest.length > 0 ? suggestion : all,
        fixes: replacementFixes(place, closest),
        help: hintForHiddenOption(site, type),
      });
    },
  };
}

function coercePerAxis(
  site: ValueSite,
  value: Value,
  type: Extract<ArgumentType, { kind: 'perAxis' }>,
): Coerced {
  const integer: ArgumentType = { kind: 'integer', minimum: type.minimum };
  if (value.kind === 'integer') {
    const one = inRange(site, value.value, integer);
    return one.kind === 'ok' ? { kind: 'ok', value: Array<number>(type.count).fill(value.value) } : one;
  }
  if (value.kind !== 'list') return wrongType(site, value, type);
  if (value.items.length !== type.count) {
    return outOfRange(site, typeText(type), `a list of ${value.items.length}`);
  }
  return coerceItems(site, value.items, integer, false);
}

function coerceList(site: ValueSite, value: Value, type: Extract<ArgumentType, { kind: 'list' }>): Coerced {
  if (value.kind !== 'list') return wrongType(site, value, type);
  const { length } = value.items;
  const { minimumLength: least = 0, maximumLength: most = Infinity } = type;
  if (length < least || length > most) {
    const wanted =
      least === most
        ? `a list of ${least}`
        : length < least
          ? `a list of at least ${least}`
          : `a list of at most ${most}`;
    return outOfRange(site, wanted, length === 0 ? 'empty' : `a list of ${length}`);
  }
  return coerceItems(site, value.items, type.of, type.nullableEntries ?? false);
}

/** Every entry; the problems of all of them are reported together. */
function coerceItems(
  site: ValueSite,
  items: readonly Value[],
  type: ArgumentType,
  nullable: boolean,
): Coerced {
  const written = site.expression.kind === 'List' ? site.expression.items : undefined;
  const coerced = items.map((item, index) =>
    coerce({ ...site, expression: written?.[index] ?? site.expression }, item, type, nullable),
  );
  const problems = coerced.filter((each) => each.kind === 'problem');
  if (problems.length > 0) {
    return {
      kind: 'problem',
      otherType: problems.every((problem) => problem.otherType),
      report: () => problems.forEach((problem) => problem.report()),
    };
  }
  const values: ArgumentValue[] = [];
  for (const each of coerced) {
    if (each.kind !== 'ok') return unknownArgument;
    values.push(each.value);
  }
  return { kind: 'ok', value: values };
}

/** The first alternative that takes the value; else the problem of the one whose type fits, else of all. */
function coerceAnyOf(site: ValueSite, value: Value, type: Extract<ArgumentType, { kind: 'anyOf' }>): Coerced {
  const results: Coerced[] = [];
  for (const alternative of type.of) {
    const result = coerce(site, value, alternative);
    if (result.kind !== 'problem') return result;
    results.push(result);
  }
  const near = results.find((result) => result.kind === 'problem' && !result.otherType);
  if (near) return near;
  return {
    kind: 'problem',
    otherType: true,
    report() {
      if (reportIfUnknownName(site, value, type)) return;
      const wanted = joinAlternatives(type.of.map(typeText));
      const values = { name: site.name, owner: site.owner, wanted, found: valueDescription(value) };
      site.context.report('KM2003', 'default', values, placeOf(site));
    },
  };
}

/** The text of a value that stands for a name: a bare name or a string. */
export function nameIn(value: Value): string | undefined {
  if (value.kind === 'option') return value.name;
  return value.kind === 'string' ? value.value : undefined;
}

/** A value in a message, in backquotes. */
export function quotedValue(value: Value): string {
  return `\`${valueText(value)}\``;
}
