import type { Expression } from '../../../grammar/ast.ts';
import type { CheckContext } from '../context.ts';
import type { Environment } from '../environment.ts';
import { findValue, reportUnknownValue } from '../evaluate.ts';
import { placeIn } from '../module.ts';
import { isNumber, type Value } from '../values.ts';
import { describeValue, otherRecurrence } from './describe-value.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import { replacementFix } from '../../diagnostics/suggest.ts';
import type { Place } from '../../diagnostics/place.ts';
import { typeText } from '../../declarations/describe.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import type { ArgumentValue } from '../../declarations/values.ts';

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

/**
 * How a call that stands as a value becomes an argument: `HeNormal(seed: 1)`, `LSTM(32)`. The context hands them
 * to `coerce`, since the arguments of such a call are values to coerce again.
 */
export interface CallCoercions {
  readonly component: (
    site: ValueSite,
    value: Value,
    type: Extract<ArgumentType, { kind: 'component' }>,
  ) => Coerced;
  readonly layer: (site: ValueSite, value: Value, type: Extract<ArgumentType, { kind: 'layer' }>) => Coerced;
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
        found: describeValue(value),
      };
      const other = otherRecurrence(value, type);
      site.context.report('KM2003', 'default', values, placeOf(site), {
        help: other?.help ?? hintForHiddenOption(site, type),
        fixes: other?.fixes ?? sameValueFix(site, value, type),
      });
    },
  };
}

/** `10.0` or `"10"` where 10 is meant. */
function sameValueFix(site: ValueSite, value: Value, type: ArgumentType): readonly Fix[] {
  const given =
    value.kind === 'string' ? Number(value.value.trim() || NaN) : isNumber(value) ? value.value : NaN;
  const isMeant =
    type.kind === 'integer' || type.kind === 'perAxis'
      ? Number.isSafeInteger(given)
      : type.kind === 'number' && Number.isFinite(given);
  return isMeant && site.expression.kind !== 'Identifier'
    ? [replacementFix(placeOf(site), String(given))]
    : [];
}

/** A bare name where no name can stand means a constant or parameter that there is not. */
export function reportIfUnknownName(site: ValueSite, value: Value, type: ArgumentType): boolean {
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
export function hintForHiddenOption(site: ValueSite, type: ArgumentType): string | undefined {
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
