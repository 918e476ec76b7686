import { reportUnknownSize } from '../evaluate.ts';
import type { Value } from '../values.ts';
import { isNumber } from '../values.ts';
import { describeValue, otherRecurrence } from './describe-value.ts';
import { quotedList, replacementFix, replacementFixes, suggestionFor } from '../../diagnostics/suggest.ts';
import { isInRange, joinAlternatives, rangeText, typeText } from '../../declarations/describe.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import {
  hintForHiddenOption,
  outOfRange,
  placeOf,
  reportIfUnknownName,
  unknownArgument,
  wrongType,
  type Coerced,
  type ValueSite,
} from './value-site.ts';
import { ownValue } from '../../names/own-value.ts';
import { wordsOfFileFix } from './words-of-file.ts';
import type { ArgumentValue } from '../../declarations/values.ts';

/** Fits a value to the type of an argument. */
export function coerce(site: ValueSite, value: Value, type: ArgumentType, nullable = false): Coerced {
  if (value.kind === 'unknown') return unknownArgument;
  if (value.kind === 'size') {
    return takesSize(type) ? { kind: 'ok', value: value.size } : unknownSize(site);
  }
  if (value.kind === 'component') {
    const { value: given } = value;
    const fits = type.kind === 'component' && type.category === given.category;
    return fits ? { kind: 'ok', value: given } : wrongType(site, value, type);
  }
  const refused = type.kind === 'option' ? refusedOption(site, value, type) : undefined;
  if (refused) return refused;
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
      return site.context.coerceCall.component(site, value, type);
    case 'layer':
      return site.context.coerceCall.layer(site, value, type);
    case 'tensor':
    case 'names':
    case 'columns':
      // These name what the model declares, and are read where it is expanded.
      return wrongType(site, value, type);
    case 'anyOf':
      return coerceAnyOf(site, value, type);
  }
}

function takesSize(type: ArgumentType): boolean {
  if (type.kind === 'anyOf') return type.of.some(takesSize);
  return type.kind === 'integer' && type.symbolic === true;
}

/** KM3005 where a number is needed and a size variable stands. */
function unknownSize(site: ValueSite): Coerced {
  return {
    kind: 'problem',
    otherType: false,
    report: () => reportUnknownSize(site.context, site.environment, site.expression),
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

/** KM2006 for an option that Keras has and that cannot mean anything here. */
function refusedOption(
  site: ValueSite,
  value: Value,
  { refused }: Extract<ArgumentType, { kind: 'option' }>,
): Coerced | undefined {
  const text =
    value.kind === 'string'
      ? value.value
      : value.kind === 'option'
        ? value.name
        : value.kind === 'none'
          ? 'none'
          : undefined;
  const why = text === undefined ? undefined : ownValue(refused ?? {}, text);
  if (!why) return undefined;
  return {
    kind: 'problem',
    otherType: false,
    report() {
      const place = placeOf(site);
      site.context.report('KM2006', 'default', { name: site.name, owner: site.owner, found: text! }, place, {
        suggestion: why.reason,
        fixes: [replacementFix(place, why.instead)],
      });
    },
  };
}

function coercePerAxis(
  site: ValueSite,
  value: Value,
  type: Extract<ArgumentType, { kind: 'perAxis' }>,
): Coerced {
  const integer: ArgumentType = { kind: 'integer', minimum: type.minimum, maximum: type.maximum };
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
  if (value.kind !== 'list') return singleForList(site, value, type);
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

/** `metrics: accuracy`: what would be an entry of the list stands without brackets. */
function singleForList(
  site: ValueSite,
  value: Value,
  type: Extract<ArgumentType, { kind: 'list' }>,
): Coerced {
  if (coerce(site, value, type.of).kind !== 'ok') return wrongType(site, value, type);
  const { name, owner, expression } = site;
  return {
    kind: 'problem',
    otherType: true,
    report() {
      const place = placeOf(site);
      const { text } = site.environment.module.source;
      const list = `[${text.slice(expression.span.start, expression.span.end)}]`;
      const fromFile = wordsOfFileFix(site, value, place);
      const values = { name, owner, wanted: typeText(type), found: 'no brackets stand here' };
      site.context.report('KM2003', 'default', values, place, {
        help: fromFile
          ? `the model's text holds its words: a fix writes those of the file into it.`
          : `\`${list}\` is a list of one.`,
        fixes: [...(fromFile ? [fromFile] : []), replacementFix(place, list)],
      });
    },
  };
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
  // Of a list, what is wrong is told of its entries.
  const lists =
    value.kind === 'list' && value.items.length > 0 ? type.of.map(({ kind }) => kind === 'list') : [];
  const near =
    results.find((result) => result.kind === 'problem' && !result.otherType) ?? results[lists.indexOf(true)];
  if (near) return near;
  return {
    kind: 'problem',
    otherType: true,
    report() {
      if (reportIfUnknownName(site, value, type)) return;
      const wanted = joinAlternatives(type.of.map(typeText));
      const values = { name: site.name, owner: site.owner, wanted, found: describeValue(value) };
      site.context.report('KM2003', 'default', values, placeOf(site), otherRecurrence(value, type));
    },
  };
}
