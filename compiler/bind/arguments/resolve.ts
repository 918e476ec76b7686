import type { Argument, CallExpression, Expression, Identifier } from '../../../grammar/ast.ts';
import type { CheckContext } from '../context.ts';
import type { Environment } from '../environment.ts';
import { evaluate } from '../evaluate.ts';
import { nativeArgument } from '../habits.ts';
import { placeIn } from '../module.ts';
import { quotedList, replacementFixes, suggestionFor } from '../../diagnostics/suggest.ts';
import { absentArgument } from './absent.ts';
import { coerce } from './coerce.ts';
import type { ArgumentDeclaration, ArgumentDeclarations } from '../../declarations/declare.ts';
import { missingArgumentsFix } from './missing-fix.ts';
import { tooMany } from './too-many.ts';
import type { Arguments, ArgumentValue } from '../../declarations/values.ts';

/** Who takes the arguments. */
export interface ArgumentTaker {
  /** As it stands in sentences: `Conv2D`. */
  readonly owner: string;
  readonly arguments: ArgumentDeclarations;
  /** Further arguments that are given by name alone and not evaluated here: `mask`, `name`. */
  readonly others?: readonly string[];
  /** All names in the order in which they are told; without it, those of `arguments`, then `others`. */
  readonly names?: readonly string[];
  /** A pipeline in which it stands with all that it needs. */
  readonly example?: string;
}

export interface ResolvedArguments {
  /** Every declared argument; undefined where one is missing, wrong or has no value yet. */
  readonly args: Arguments | undefined;
  /** The given values as written. */
  readonly given: ReadonlyMap<string, Expression>;
  /** The given ones of `others`. */
  readonly others: ReadonlyMap<string, Argument>;
}

const noOthers: ReadonlyMap<string, Argument> = new Map();

/**
 * Matches the arguments of a call to their declarations, evaluates and checks them. Reports unknown, missing,
 * doubled and surplus arguments and unfit values, all of them in one go.
 */
export function resolveArguments(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  taker: ArgumentTaker,
): ResolvedArguments {
  const given = new Map<string, Expression>();
  let others: Map<string, Argument> | undefined;
  let complete = true;
  let lastNamed = false;
  let reportedPosition = false;
  let position = 0;
  const { byPlace, required, defaults } = summaryOf(taker.arguments);

  for (const argument of call.arguments) {
    let name: string;
    if (argument.name) {
      lastNamed = true;
      name = argument.name.key;
      if (name === '') {
        complete = false;
        continue;
      }
      if (taker.others?.includes(name)) {
        others ??= new Map();
        if (others.has(name)) reportTwice(context, environment, argument.name, taker);
        else others.set(name, argument);
        continue;
      }
      if (!Object.hasOwn(taker.arguments, name)) {
        reportUnknownArgument(context, environment, call, argument.name, taker);
        complete = false;
        continue;
      }
    } else {
      if (argument.value.kind === 'Missing') {
        complete = false;
        continue;
      }
      const place = placeIn(environment.module, argument.span);
      if (lastNamed || position >= byPlace.length) {
        complete = false;
        if (reportedPosition) continue;
        reportedPosition = true;
        if (lastNamed) context.report('KM2005', 'positionalAfterNamed', {}, place);
        else reportTooMany(context, environment, call, argument, taker);
        continue;
      }
      name = byPlace[position++]!;
    }
    if (given.has(name)) {
      complete = false;
      if (argument.name) reportTwice(context, environment, argument.name, taker);
      continue;
    }
    given.set(name, argument.value);
  }

  const missing = required.filter((name) => !given.has(name));
  if (missing.length > 0 && complete) reportMissing(context, environment, call, missing, taker);
  if (missing.length > 0) complete = false;
  const args: Record<string, ArgumentValue> = { ...defaults };
  for (const [name, expression] of given) {
    const declaration = taker.arguments[name]!;
    const value = resolveValue(context, environment, expression, name, declaration, taker.owner);
    if (value === undefined) complete = false;
    else args[name] = value;
  }
  return { args: complete ? args : undefined, given, others: others ?? noOthers };
}

interface DeclarationSummary {
  /** Those that may be given by their places, in order. */
  readonly byPlace: readonly string[];
  readonly required: readonly string[];
  /** Every name in its order; required ones undefined. */
  readonly defaults: Readonly<Record<string, ArgumentValue>>;
}

const summaries = new WeakMap<ArgumentDeclarations, DeclarationSummary>();

/** What every call of the same layer needs of its declarations, worked out once. */
function summaryOf(declarations: ArgumentDeclarations): DeclarationSummary {
  let summary = summaries.get(declarations);
  if (!summary) {
    const names = Object.keys(declarations);
    const defaults = Object.fromEntries(
      names.map((name) => [name, declarations[name]!.default as ArgumentValue]),
    );
    const byPlace = names.filter((name) => !declarations[name]!.byName);
    summary = { byPlace, required: names.filter((name) => declarations[name]!.required), defaults };
    summaries.set(declarations, summary);
  }
  return summary;
}

/** One value for one declared argument; undefined, after a report where one is due, if it does not fit. */
export function resolveValue(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  name: string,
  declaration: ArgumentDeclaration,
  owner: string,
): ArgumentValue | undefined {
  const value = evaluate(context, environment, expression);
  const site = { context, environment, expression, name, owner };
  const coerced = coerce(site, value, declaration.type, declaration.nullable);
  if (coerced.kind === 'ok') return coerced.value;
  if (coerced.kind === 'problem') coerced.report();
  return undefined;
}

function reportUnknownArgument(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  name: Identifier,
  taker: ArgumentTaker,
): void {
  const place = placeIn(environment.module, name.span);
  const values = { owner: taker.owner, name: name.text };
  const absent = absentArgument(environment.module, call, name);
  if (absent !== undefined) {
    context.report('KM2001', 'default', values, place, absent);
    return;
  }
  const all = Object.keys(taker.arguments);
  const native = nativeArgument(name.key, all);
  const names = taker.names ?? [...all, ...(taker.others ?? [])];
  const { text, closest } = native
    ? { text: `Did you mean \`${native}\`?`, closest: [native] }
    : suggestionFor(name.text, names, 'It takes');
  const tells = closest.length > 0 || all.length > 0 || taker.names !== undefined;
  context.report('KM2001', 'default', values, place, {
    suggestion: tells ? text : 'It takes none.',
    fixes: replacementFixes(place, closest),
  });
}

function reportTwice(
  context: CheckContext,
  environment: Environment,
  name: Identifier,
  taker: ArgumentTaker,
): void {
  const place = placeIn(environment.module, name.span);
  context.report('KM2005', 'twice', { name: name.text, owner: taker.owner }, place);
}

function reportTooMany(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  argument: Argument,
  taker: ArgumentTaker,
): void {
  const limit = summaryOf(taker.arguments).byPlace.length;
  const values = tooMany(taker.owner, limit, call.arguments);
  context.report('KM2005', 'default', values, placeIn(environment.module, argument.span));
}

function reportMissing(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  missing: readonly string[],
  taker: ArgumentTaker,
): void {
  const only = missing.length === 1 ? taker.arguments[missing[0]!]!.doc : '';
  const doc = only === '' ? '' : `: ${lowerFirst(only).replace(/\.$/, '')}`;
  const place = placeIn(environment.module, call.callee.span);
  const values = { owner: taker.owner, names: quotedList(missing, 'and'), doc };
  const written = missing.map((name) => `${name}: …`).join(', ');
  context.report('KM2002', 'default', values, place, {
    help: `for example \`${call.callee.text}(${written})\`.`,
    fixes: missingArgumentsFix(
      environment.module,
      call,
      missing.map((name) => ({ name, type: taker.arguments[name]!.type })),
      taker.example === undefined
        ? undefined
        : { owner: taker.owner, text: taker.example, names: Object.keys(taker.arguments) },
    ),
  });
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) || /^A /.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
