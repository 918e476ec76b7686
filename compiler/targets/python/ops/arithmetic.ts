import { call, joined, type PythonExpression } from '../expressions.ts';
import {
  operand,
  strengths,
  type Code,
  type CodeContext,
  type ExpressionOp,
  type OpEmitter,
} from './code.ts';

/** An operator between two tensors, or a tensor and a number. */
export function infix<K extends ExpressionOp>(
  symbol: string,
  strength: number,
  isChained: boolean,
): OpEmitter<K, CodeContext> {
  return (_, [a, b]) => {
    const left = operand(a!, strength);
    const right = operand(b!, isChained ? strength : strength + 1);
    return {
      expression: joined(left, ` ${symbol} `, right),
      strength,
      isNumber: a!.isNumber && b!.isNumber,
    };
  };
}

/** `0 < x` reads better as `x > 0`. */
export function comparison<K extends 'less' | 'lessEqual' | 'equal'>(
  symbol: string,
  turned: string,
): OpEmitter<K, CodeContext> {
  return (node, [a, b], context) => {
    const { dtype } = node.inputs[0]!;
    const isTurned = a!.isNumber && !b!.isNumber;
    const [first, second] = isTurned ? [b!, a!] : [a!, b!];
    // Comparisons of two numbers are Python's; of operators, they would be chains.
    const left = operand(context.tensor(first, dtype), strengths.or);
    const right = operand(second, strengths.or);
    return {
      expression: joined(left, ` ${isTurned ? turned : symbol} `, right),
      strength: strengths.comparison,
      isNumber: false,
    };
  };
}

/** black leaves no spaces around a power of a name. */
function squared(code: Code): PythonExpression {
  return joined(operand(code, strengths.none), code.isName ? '**2' : ' ** 2');
}

/** A number made another type by Python itself. */
export function castNumber(code: Code, isFloat: boolean): PythonExpression {
  return call(isFloat ? 'float' : 'int', [code.expression]);
}

/** Ops that Python's own operators say, of tensors as of numbers. */
export const arithmetic = {
  negate: (_, [x]) => ({
    expression: joined('-', operand(x!, strengths.sign)),
    strength: strengths.sign,
    isNumber: x!.isNumber,
  }),
  reciprocal: (_, [x]) => ({
    expression: joined('1 / ', operand(x!, strengths.sign)),
    strength: strengths.product,
    isNumber: x!.isNumber,
  }),
  add: infix('+', strengths.sum, true),
  subtract: infix('-', strengths.sum, false),
  multiply: (node, codes, context) => {
    const [a, b] = codes as [Code, Code];
    if (node.inputs[0]!.id === node.inputs[1]!.id && !a.isNumber)
      return { expression: squared(a), strength: strengths.power, isNumber: false };
    return infix<'multiply'>('*', strengths.product, true)(node, [a, b], context);
  },
  divide: infix('/', strengths.product, false),
  less: comparison('<', '>'),
  lessEqual: comparison('<=', '>='),
} satisfies { readonly [K in ExpressionOp]?: OpEmitter<K, CodeContext> };
