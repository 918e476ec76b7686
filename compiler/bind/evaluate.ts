import type {
  BinaryExpression,
  CallExpression,
  Expression,
  Identifier,
  IndexExpression,
  ListExpression,
  NumberLiteral,
  UnaryExpression,
} from '../../grammar/ast.ts';
import type { ReportDetails } from '../diagnostics/collector.ts';
import { findLayer } from '../layers/registry.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { applyOperator, checkedFloat, checkedInteger, type ArithmeticProblem } from './arithmetic.ts';
import type { CheckContext } from './context.ts';
import { findParameter, parameterNames, type Environment } from './environment.ts';
import { constantFunctions } from './functions.ts';
import { sizeOperation } from './size-operation.ts';
import { unitFactor, unitNames } from './units.ts';
import { nativeValue } from './habits.ts';
import { canMeanIn } from './made-from.ts';
import { constantNames, hasProblemWithin, placeIn } from './module.ts';
import {
  booleanValue,
  floatValue,
  integerValue,
  isNumber,
  listValue,
  noneValue,
  refusedList,
  sizeValue,
  unknownValue,
  valueDescription,
  valueText,
  type Value,
} from './values.ts';

/**
 * The value of a constant expression. Mistakes are reported once; what depends on them, or on a parameter
 * without a value, is `unknown`, on which everybody stays silent.
 */
export function evaluate(context: CheckContext, environment: Environment, expression: Expression): Value {
  switch (expression.kind) {
    case 'Number':
      return evaluateNumber(context, environment, expression);
    case 'String':
      return { kind: 'string', value: expression.value };
    case 'Boolean':
      return booleanValue(expression.value);
    case 'None':
      return noneValue;
    case 'Identifier':
      return evaluateName(context, environment, expression);
    case 'List':
      return evaluateList(context, environment, expression);
    case 'Call':
      return evaluateCall(context, environment, expression);
    case 'Index':
      return evaluateIndex(context, environment, expression);
    case 'Unary':
      return evaluateUnary(context, environment, expression);
    case 'Binary':
      return evaluateBinary(context, environment, expression);
    case 'AnyAxes':
      return complain(context, environment, expression, 'a value', '`...` stands for axes');
    case 'Slice':
    case 'Subscripts':
      return complain(context, environment, expression, 'a value', 'this is a range');
    case 'UnknownSize':
      return complain(context, environment, expression, 'a value', '`?` stands for a size');
    case 'Record':
      return complain(context, environment, expression, 'a value', 'this is a record');
    case 'Pipeline':
      // Behind a bracket that is never closed, what should follow the call stands in it.
      if (hasProblemWithin(environment.module, expression.span)) return unknownValue;
      return complain(context, environment, expression, 'a value', 'this is a pipeline');
    case 'Missing':
      return unknownValue;
  }
}

function evaluateNumber(context: CheckContext, environment: Environment, literal: NumberLiteral): Value {
  const { value, integer, unit } = literal;
  if (!unit)
    return settle(context, environment, literal, integer ? checkedInteger(value) : checkedFloat(value));
  const factor = unitFactor(unit.text);
  if (factor !== undefined) {
    const product = value * factor;
    return settle(context, environment, literal, integer ? checkedInteger(product) : checkedFloat(product));
  }
  const place = placeIn(environment.module, unit.span);
  const { text, closest } = suggestionFor(unit.text, unitNames, 'There are');
  context.report('KM1001', 'default', { name: unit.text }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
  return unknownValue;
}

/** What a name means as a value: a loop variable, parameter or constant; undefined if it is none of them. */
export function findValue(
  context: CheckContext,
  environment: Environment,
  name: Identifier,
): Value | undefined {
  const parameter = findParameter(environment, name.key);
  if (parameter) {
    context.parameterReads++;
    return parameter;
  }
  const meaning = environment.module.names.get(name.key);
  if (meaning?.kind === 'const') return context.constants.get(meaning.declaration) ?? unknownValue;
  return meaning?.kind === 'unknown' ? unknownValue : undefined;
}

/** A value that must be computed with: a bare name that means nothing is then an unknown name. */
export function evaluateOperand(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
): Value {
  const value = evaluate(context, environment, expression);
  if (value.kind === 'size') {
    reportUnknownSize(context, environment, expression);
    return unknownValue;
  }
  return withoutBareName(context, environment, expression, value);
}

/** The value of an operand, unless it is a bare name that means nothing, which is reported. */
function withoutBareName(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  value: Value,
): Value {
  if (value.kind !== 'option' || expression.kind !== 'Identifier') return value;
  if (findValue(context, environment, expression)) return value;
  reportUnknownValue(context, environment, expression);
  return unknownValue;
}

/** KM3005 for a size that is known only at run time, where a number is needed. */
export function reportUnknownSize(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
): void {
  const { source } = environment.module;
  const name = source.text.slice(expression.span.start, expression.span.end);
  context.report('KM3005', 'value', { name }, placeIn(environment.module, expression.span), {
    help: 'A parameter or constant in its place makes it known: `const steps = 100`.',
  });
}

/** Says that a name has no value here, and which names come close. */
export function reportUnknownValue(context: CheckContext, environment: Environment, name: Identifier): void {
  const place = placeIn(environment.module, name.span);
  const meaning = environment.scopeNames?.().get(name.key);
  if (meaning === 'size variable') {
    context.report('KM3005', 'value', { name: name.text }, place, {
      help: 'A parameter or constant in its place makes it known: `const steps = 100`.',
    });
    return;
  }
  if (meaning !== undefined) {
    const found = `\`${name.text}\` is ${meaning}`;
    context.report('KM2003', 'value', { wanted: 'A value', found }, place);
    return;
  }
  // Keras hands on classes in places where a layer is meant.
  const layer = findLayer(name.key);
  if (layer) {
    const call = layer.example.slice(layer.example.lastIndexOf('-> ') + 3);
    const found = `\`${name.text}\` is the name of a layer`;
    context.report('KM2003', 'value', { wanted: 'A value', found }, place, {
      help: `A layer is written with parentheses, as in \`${call}\`.`,
    });
    return;
  }
  const native = nativeValue(name.key);
  const details = native
    ? { suggestion: `Did you mean \`${native}\`?`, fixes: replacementFixes(place, [native]) }
    : suggestValues(context, environment, name);
  context.report('KM1001', 'default', { name: name.text }, place, details);
}

function suggestValues(context: CheckContext, environment: Environment, name: Identifier): ReportDetails {
  const constants = constantNames(environment.module.names);
  const { text, closest } = suggestionFor(
    name.text,
    constants,
    'There are',
    parameterNames(environment),
    canMeanIn(environment),
  );
  return { suggestion: text, fixes: replacementFixes(placeIn(environment.module, name.span), closest) };
}

function evaluateName(context: CheckContext, environment: Environment, name: Identifier): Value {
  const known = findValue(context, environment, name);
  if (known) return known;
  const size = environment.sizes?.get(name.key);
  if (size !== undefined) {
    // What it is differs from use to use.
    context.parameterReads++;
    return sizeValue(size);
  }
  return { kind: 'option', name: name.key };
}

function evaluateList(context: CheckContext, environment: Environment, list: ListExpression): Value {
  const value = listValue(list.items.map((item) => evaluate(context, environment, item)));
  // One list that was refused is one mistake, however many hold it.
  if (value.items.includes(refusedList)) return refusedList;
  const place = placeIn(environment.module, list.span);
  if (value.entries > mostEntries)
    context.report('KM2004', 'entries', { limit: mostEntries.toLocaleString('en') }, place);
  else if (value.depth > deepestList) context.report('KM2004', 'nesting', { limit: deepestList }, place);
  else return value;
  return refusedList;
}

/** Constants in lists in constants grow fast: `const b = [a, a]`, and so on, doubles what each holds. */
const mostEntries = 100_000;
const deepestList = 100;

function evaluateCall(context: CheckContext, environment: Environment, call: CallExpression): Value {
  const given = environment.callValue?.(call);
  if (given) return given;
  const constantFunction = constantFunctions.get(call.callee.key);
  if (!constantFunction) return { kind: 'object', call, environment };
  const named = call.arguments.find((argument) => argument.name);
  if (named) {
    const place = placeIn(environment.module, named.name!.span);
    context.report('KM2001', 'default', { owner: `\`${call.callee.text}\``, name: named.name!.text }, place);
    return unknownValue;
  }
  const args = call.arguments.map((argument) => evaluateOperand(context, environment, argument.value));
  if (args.some(hasUnknown)) return unknownValue;
  const result = constantFunction.apply(args);
  if (result !== undefined) return settle(context, environment, call, result);
  const found = args.length === 0 ? 'nothing stands there' : args.map(valueDescription).join(' and ');
  const values = { operator: call.callee.text, wanted: constantFunction.wants, found };
  context.report('KM2003', 'operands', values, placeIn(environment.module, call.span));
  return unknownValue;
}

function hasUnknown(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'list' && value.items.some(hasUnknown));
}

function evaluateIndex(context: CheckContext, environment: Environment, expression: IndexExpression): Value {
  const list = evaluateOperand(context, environment, expression.list);
  const index = evaluateOperand(context, environment, expression.index);
  if (list.kind === 'unknown' || index.kind === 'unknown') return unknownValue;
  if (list.kind !== 'list')
    return complain(context, environment, expression.list, 'a list', valueDescription(list));
  if (index.kind !== 'integer') {
    return complain(context, environment, expression.index, 'an integer', valueDescription(index));
  }
  const count = list.items.length;
  const item = list.items[index.value < 0 ? count + index.value : index.value];
  if (item) return item;
  const place = placeIn(environment.module, expression.index.span);
  context.report('KM2004', 'index', { count, index: index.value }, place);
  return unknownValue;
}

function evaluateUnary(context: CheckContext, environment: Environment, expression: UnaryExpression): Value {
  const operand = evaluateOperand(context, environment, expression.operand);
  if (operand.kind === 'unknown') return unknownValue;
  if (expression.operator === 'not') {
    if (operand.kind === 'boolean') return booleanValue(!operand.value);
  } else if (isNumber(operand)) {
    return operand.kind === 'integer' ? integerValue(-operand.value) : floatValue(-operand.value);
  }
  const wanted = expression.operator === 'not' ? 'a boolean' : 'a number';
  const values = { operator: expression.operator, wanted, found: valueDescription(operand) };
  context.report('KM2003', 'operands', values, placeIn(environment.module, expression.operand.span));
  return unknownValue;
}

/** Walks down the left side without recursion: `a + b + c + …` nests there, as deep as the text is long. */
function evaluateBinary(
  context: CheckContext,
  environment: Environment,
  expression: BinaryExpression,
): Value {
  const spine: BinaryExpression[] = [];
  let innermost: Expression = expression;
  while (innermost.kind === 'Binary') {
    spine.push(innermost);
    innermost = innermost.left;
  }
  let value = evaluateTerm(context, environment, innermost);
  for (let step = spine.pop(); step; step = spine.pop()) {
    value =
      step.operator === 'and' || step.operator === 'or'
        ? evaluateLogical(context, environment, step, value)
        : combine(context, environment, step, value);
  }
  return value;
}

function evaluateLogical(
  context: CheckContext,
  environment: Environment,
  expression: BinaryExpression,
  left: Value,
): Value {
  const wantBoolean = (value: Value, side: Expression): Value => {
    if (value.kind === 'boolean' || value.kind === 'unknown') return value;
    const values = { operator: expression.operator, wanted: 'booleans', found: valueDescription(value) };
    context.report('KM2003', 'operands', values, placeIn(environment.module, side.span));
    return unknownValue;
  };
  const first = wantBoolean(left, expression.left);
  if (first.kind === 'boolean' && first.value === (expression.operator === 'or')) return first;
  const second = wantBoolean(evaluateOperand(context, environment, expression.right), expression.right);
  return first.kind === 'unknown' ? unknownValue : second;
}

function combine(
  context: CheckContext,
  environment: Environment,
  expression: BinaryExpression,
  left: Value,
): Value {
  const right = evaluateOperandOrOption(context, environment, expression);
  if (left.kind === 'size' || right.kind === 'size') {
    const size = sizeOperation(expression.operator, left, right);
    if (size) return size;
    reportUnknownSize(context, environment, left.kind === 'size' ? expression.left : expression.right);
    return unknownValue;
  }
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknownValue;
  const result = applyOperator(expression.operator, left, right);
  if (result !== 'operands') return settle(context, environment, expression, result, left);
  const found = `${valueDescription(left)} and ${valueDescription(right)}`;
  const values = { operator: expression.operator, wanted: 'numbers', found };
  context.report('KM2003', 'operands', values, placeIn(environment.module, expression.span));
  return unknownValue;
}

/** `padding == same`: beside `==` and `!=`, a bare name is an option value. */
function evaluateOperandOrOption(
  context: CheckContext,
  environment: Environment,
  expression: BinaryExpression,
): Value {
  return expression.operator === '==' || expression.operator === '!='
    ? evaluate(context, environment, expression.right)
    : evaluateTerm(context, environment, expression.right);
}

/** An operand that may be a size. It is evaluated once: twice at each level takes forever where brackets nest. */
function evaluateTerm(context: CheckContext, environment: Environment, expression: Expression): Value {
  const value = evaluate(context, environment, expression);
  return withoutBareName(context, environment, expression, value);
}

function settle(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  result: Value | ArithmeticProblem,
  left?: Value,
): Value {
  if (typeof result !== 'string') return result;
  const place = placeIn(environment.module, expression.span);
  if (result === 'division')
    context.report('KM2004', 'division', { value: left ? valueText(left) : 'a number' }, place);
  else if (result === 'too-large') context.report('KM2004', 'tooLarge', {}, place);
  else context.report('KM2004', 'notFinite', {}, place);
  return unknownValue;
}

function complain(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  wanted: string,
  found: string,
): Value {
  const sentence = wanted.charAt(0).toUpperCase() + wanted.slice(1);
  context.report(
    'KM2003',
    'value',
    { wanted: sentence, found },
    placeIn(environment.module, expression.span),
  );
  return unknownValue;
}
