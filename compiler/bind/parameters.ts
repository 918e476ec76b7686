import type { Argument, CallExpression, Expression } from '../../grammar/ast.ts';
import { coerce } from './arguments/coerce.ts';
import { typeText } from '../declarations/describe.ts';
import { missingArgumentsFix } from './arguments/missing-fix.ts';
import { tooMany } from './arguments/too-many.ts';
import { quotedList, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { CheckContext } from './context.ts';
import type { DefinedParameter, Definition } from './definitions.ts';
import { moduleEnvironment, type Environment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { placeIn } from './module.ts';
import { floatValue, unknownValue, valueDescription, type Value } from './values.ts';

/** Arguments that every layer, block and model use takes. */
export const commonNames: readonly string[] = ['name', 'trainable'];

/** The values of a block's or model's parameters for one use. */
export function bindParameters(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  given: readonly Argument[],
  definition: Definition,
): ReadonlyMap<string, Value> {
  const open = definition.parameters.filter((each) => !each.hidden);
  const owner = `\`${definition.name}\``;
  const chosen = new Map<string, Expression>();
  let matched = true;
  let position = 0;
  for (const argument of given) {
    if (argument.name) {
      const name = argument.name.key;
      if (name === '') matched = false;
      else if (!open.some((each) => each.parameter.name.key === name)) {
        reportUnknownParameter(context, environment, argument.name, definition);
        matched = false;
      } else if (chosen.has(name)) {
        context.report('KM2005', 'twice', { name, owner }, placeIn(environment.module, argument.name.span));
      } else chosen.set(name, argument.value);
      continue;
    }
    const parameter = open[position++];
    if (argument.value.kind === 'Missing') matched = false;
    else if (parameter && chosen.size === position - 1)
      chosen.set(parameter.parameter.name.key, argument.value);
    else {
      const place = placeIn(environment.module, argument.span);
      if (matched && parameter) context.report('KM2005', 'positionalAfterNamed', {}, place);
      else if (matched) context.report('KM2005', 'default', tooMany(owner, open.length, given), place);
      matched = false;
    }
  }
  const missing = open.filter((each) => !each.parameter.default && !chosen.has(each.parameter.name.key));
  if (missing.length > 0 && matched) {
    const names = missing.map((each) => each.parameter.name.text);
    const place = placeIn(environment.module, call.callee.span);
    context.report('KM2002', 'default', { owner, names: quotedList(names, 'and'), doc: '' }, place, {
      related: [
        {
          place: placeIn(definition.module, definition.declaration.name.span),
          message: `\`${definition.name}\` is declared here.`,
        },
      ],
      help: `for example \`${call.callee.text}(${names.map((name) => `${name}: …`).join(', ')})\`.`,
      fixes: missingArgumentsFix(
        environment.module,
        call,
        missing.map(({ parameter, type }) => ({ name: parameter.name.text, type })),
      ),
    });
  }
  const values = new Map<string, Value>();
  for (const each of definition.parameters) {
    const name = each.parameter.name.key;
    const expression = chosen.get(name);
    values.set(
      name,
      expression ? givenValue(context, environment, each, expression, owner) : defaultValue(context, each),
    );
  }
  return values;
}

/** Says that a definition has no such parameter. */
function reportUnknownParameter(
  context: CheckContext,
  environment: Environment,
  name: NonNullable<Argument['name']>,
  definition: Definition,
): void {
  const place = placeIn(environment.module, name.span);
  const known = definition.parameters.filter((each) => !each.hidden).map((each) => each.parameter.name.key);
  const { text, closest } = suggestionFor(name.text, [...known, ...commonNames], 'It takes');
  context.report('KM2001', 'parameter', { owner: `\`${definition.name}\``, name: name.text }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
    related: [
      {
        place: placeIn(definition.module, definition.declaration.name.span),
        message: `\`${definition.name}\` is declared here.`,
      },
    ],
  });
}

/** The parameters at their defaults; `unknown` where there is none. */
export function defaultParameters(context: CheckContext, definition: Definition): ReadonlyMap<string, Value> {
  return new Map(definition.parameters.map((each) => [each.parameter.name.key, defaultValue(context, each)]));
}

/** A value given for a parameter, fitted to its type; `unknown` after a report. */
export function givenValue(
  context: CheckContext,
  environment: Environment,
  { parameter, type }: DefinedParameter,
  expression: Expression,
  owner: string,
): Value {
  const value = evaluate(context, environment, expression);
  if (!type || value.kind === 'unknown') return unknownValue;
  const site = { context, environment, expression, name: parameter.name.text, owner };
  const coerced = coerce(site, value, type, type.kind === 'component');
  if (coerced.kind === 'problem') coerced.report();
  return coerced.kind === 'ok' ? asParameter(value, type) : unknownValue;
}

function defaultValue(context: CheckContext, { parameter, type, module }: DefinedParameter): Value {
  if (!parameter.default || !type) return unknownValue;
  const environment = moduleEnvironment(module);
  const value = evaluate(context, environment, parameter.default);
  if (value.kind === 'unknown') return unknownValue;
  const site = { context, environment, expression: parameter.default, name: parameter.name.text, owner: '' };
  const coerced = coerce(site, value, type, type.kind === 'component');
  if (coerced.kind === 'ok') return asParameter(value, type);
  if (coerced.kind === 'problem' && coerced.otherType) {
    const values = { name: parameter.name.text, wanted: typeText(type), found: valueDescription(value) };
    context.report('KM2003', 'defaultType', values, placeIn(module, parameter.default.span));
  } else if (coerced.kind === 'problem') coerced.report();
  return unknownValue;
}

/** A `float` parameter holds a float, also where an integer was given. */
function asParameter(value: Value, type: NonNullable<DefinedParameter['type']>): Value {
  return type.kind === 'number' && value.kind === 'integer' ? floatValue(value.value) : value;
}
