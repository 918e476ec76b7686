import { ownValue } from '../../../names/own-value.ts';
import type { BinaryOperator, Expression, Identifier } from '../../../../grammar/ast.ts';
import { stringText } from '../values-text.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** How names in a constant expression are written. */
export interface ConstantNames {
  /** A parameter, loop variable or constant; undefined for option values. */
  readonly name: (identifier: Identifier) => string | undefined;
}

const operators: Readonly<Record<BinaryOperator, string>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '**': '**',
  '==': '===',
  '!=': '!==',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  and: '&&',
  or: '||',
};

const functions: Readonly<Record<string, string>> = {
  min: 'Math.min',
  max: 'Math.max',
  floor: 'Math.floor',
  ceil: 'Math.ceil',
  abs: 'Math.abs',
};

/** A constant expression as TypeScript, in brackets where it is an operation between two values. */
function operandText(expression: Expression, names: ConstantNames, source: string): string {
  const text = constantExpression(expression, names, source);
  return expression.kind === 'Binary' ? `(${text})` : text;
}

/** A constant expression as TypeScript; numbers keep the way in which they were written. */
export function constantExpression(expression: Expression, names: ConstantNames, source: string): string {
  const write = (inner: Expression): string => operandText(inner, names, source);
  switch (expression.kind) {
    case 'Number':
      return source.slice(expression.span.start, expression.span.end);
    case 'String':
      return stringText(expression.value);
    case 'Boolean':
      return String(expression.value);
    case 'None':
      return 'null';
    case 'Identifier':
      return names.name(expression) ?? stringText(expression.key);
    case 'List':
      return `[${expression.items.map(write).join(', ')}]`;
    case 'Index':
      return expression.index.kind === 'Number'
        ? `${write(expression.list)}[${write(expression.index)}]`
        : unstructured('an index that is computed');
    case 'Unary':
      return expression.operator === 'not'
        ? `!(${write(expression.operand)})`
        : `-(${write(expression.operand)})`;
    case 'Binary':
      // The remainder has the sign of the divisor in the language, that of the dividend in TypeScript.
      if (expression.operator === '%') return unstructured('a remainder');
      return `${write(expression.left)} ${operators[expression.operator]} ${write(expression.right)}`;
    case 'Call':
      return callText(expression, write);
    default:
      return unstructured('an expression');
  }
}

function callText(call: Extract<Expression, { kind: 'Call' }>, write: (inner: Expression) => string): string {
  const [first] = call.arguments;
  if (call.callee.key === 'len' && first) return `${write(first.value)}.length`;
  const name = ownValue(functions, call.callee.key);
  if (name === undefined) return unstructured(`\`${call.callee.text}\``);
  return `${name}(${call.arguments.map(({ value }) => write(value)).join(', ')})`;
}

function unstructured(what: string): never {
  throw new Unstructured(what);
}

/** Every name in an expression. */
export function namesIn(expression: Expression): readonly Identifier[] {
  switch (expression.kind) {
    case 'Identifier':
      return [expression];
    case 'List':
      return expression.items.flatMap(namesIn);
    case 'Index':
      return [...namesIn(expression.list), ...namesIn(expression.index)];
    case 'Unary':
      return namesIn(expression.operand);
    case 'Binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'Call':
      return expression.arguments.flatMap(({ value }) => namesIn(value));
    default:
      return [];
  }
}
