import type { OpNodeOf } from '../../../ops/types.ts';
import type { DType } from '../../../shapes/types.ts';
import {
  asTensor,
  atom,
  method,
  numberCode,
  operand,
  strengths,
  torchCall,
  type Code,
  type ExpressionOp,
  type OpContext,
  type OpEmitter,
  type OpEmitters,
} from './code.ts';
import { call, flat, keyword } from '../../python/layout.ts';

type Unary = ExpressionOp &
  (
    | 'exp'
    | 'log'
    | 'sqrt'
    | 'tanh'
    | 'sigmoid'
    | 'erf'
    | 'sin'
    | 'cos'
    | 'atan'
    | 'sinh'
    | 'cosh'
    | 'floor'
    | 'ceil'
    | 'round'
    | 'relu'
    | 'isNaN'
    | 'absolute'
    | 'sign'
    | 'softplus'
  );

function unary<K extends Unary>(name: string): OpEmitter<K> {
  return (node, [x], context) => atom(call(name, [asTensor(x!, node.inputs[0]!.dtype, context).expression]));
}

/** An operator between two tensors, or a tensor and a number. */
function infix<K extends ExpressionOp>(symbol: string, strength: number, isChained: boolean): OpEmitter<K> {
  return (_, [a, b]) => {
    const left = operand(a!, strength);
    const right = operand(b!, isChained ? strength : strength + 1);
    return {
      expression: `${left} ${symbol} ${right}`,
      strength,
      isNumber: a!.isNumber && b!.isNumber,
    };
  };
}

/** `0 < x` reads better as `x > 0`. */
function comparison(symbol: string, turned: string): OpEmitter<'less' | 'lessEqual' | 'equal'> {
  return (node, [a, b], context) => {
    const dtype = node.inputs[0]!.dtype;
    const isTurned = a!.isNumber && !b!.isNumber;
    const [first, second] = isTurned ? [b!, a!] : [a!, b!];
    // Comparisons of two numbers are Python's; of operators, they would be chains.
    const left = operand(asTensor(first, dtype, context), strengths.or);
    const right = operand(second, strengths.or);
    return {
      expression: `${left} ${isTurned ? turned : symbol} ${right}`,
      strength: strengths.comparison,
      isNumber: false,
    };
  };
}

/** The greater or smaller of two: where one is a number, gradients of equal ones are shared all the same. */
function extremum(name: 'maximum' | 'minimum'): OpEmitter<'maximum' | 'minimum'> {
  return (node, [a, b], context) => {
    const tensor = (code: Code): string => flat(asTensor(code, node.inputs[0]!.dtype, context).expression);
    return torchCall(name, [tensor(a!), tensor(b!)]);
  };
}

function division(symbol: string, name: string): OpEmitter<'floorDivide' | 'modulo'> {
  return (node, [a, b], context) => {
    if (a!.isNumber && b!.isNumber)
      return infix<'modulo'>(symbol, strengths.product, false)(node as OpNodeOf<'modulo'>, [a!, b!], context);
    const left = asTensor(a!, node.inputs[0]!.dtype, context);
    if (name === 'remainder') return torchCall(name, [left.expression, b!.expression]);
    return torchCall(name, [left.expression, b!.expression, keyword('rounding_mode', '"floor"')]);
  };
}

const casts: Readonly<Partial<Record<DType, string>>> = {
  float32: 'float',
  float16: 'half',
  int32: 'int',
  int64: 'long',
  bool: 'bool',
  uint8: 'byte',
};

function select(node: OpNodeOf<'select'>, [condition, a, b]: readonly Code[], context: OpContext): Code {
  const { dtype } = node.outputs[0]!;
  const value = (code: Code): Code =>
    code.isNumber && (dtype !== 'float32' || (a!.isNumber && b!.isNumber))
      ? asTensor(code, dtype, context)
      : code;
  const isPlain = !a!.isNumber && !b!.isNumber;
  const first = isPlain ? a! : asTensor(value(a!), dtype, context);
  const second = isPlain ? b! : asTensor(value(b!), dtype, context);
  return torchCall('where', [
    asTensor(condition!, 'bool', context).expression,
    first.expression,
    second.expression,
  ]);
}

export const elementwiseEmitters = {
  negate: (_, [x]) => ({
    expression: `-${operand(x!, strengths.sign)}`,
    strength: strengths.sign,
    isNumber: x!.isNumber,
  }),
  absolute: unary('torch.abs'),
  sign: unary('torch.sign'),
  exp: unary('torch.exp'),
  log: unary('torch.log'),
  sqrt: unary('torch.sqrt'),
  reciprocal: (_, [x]) => ({
    expression: `1 / ${operand(x!, strengths.sign)}`,
    strength: strengths.product,
    isNumber: x!.isNumber,
  }),
  tanh: unary('torch.tanh'),
  sigmoid: unary('torch.sigmoid'),
  softplus: unary('F.softplus'),
  erf: unary('torch.erf'),
  sin: unary('torch.sin'),
  cos: unary('torch.cos'),
  atan: unary('torch.atan'),
  sinh: unary('torch.sinh'),
  cosh: unary('torch.cosh'),
  floor: unary('torch.floor'),
  ceil: unary('torch.ceil'),
  round: unary('torch.round'),
  relu: unary('torch.relu'),
  not: (_, [x], context) => ({
    expression: `~${operand(asTensor(x!, 'bool', context), strengths.sign)}`,
    strength: strengths.sign,
    isNumber: false,
  }),
  isNaN: unary('torch.isnan'),
  stopGradient: (_, [x]) => (x!.isNumber ? x! : method(x!, 'detach')),
  cast: (node, [x], context) => {
    const { to } = node.attributes;
    if (!x!.isNumber) return method(x!, casts[to]!);
    const text = flat(x!.expression);
    if (to === 'bool') return method(asTensor(x!, node.inputs[0]!.dtype, context), 'bool');
    return numberCode(`${to === 'float32' || to === 'float16' ? 'float' : 'int'}(${text})`);
  },
  add: infix('+', strengths.sum, true),
  subtract: infix('-', strengths.sum, false),
  multiply: (node, codes, context) => {
    const [a, b] = codes as [Code, Code];
    if (node.inputs[0]!.id === node.inputs[1]!.id && !a.isNumber)
      return { expression: `${operand(a, strengths.none)} ** 2`, strength: strengths.power, isNumber: false };
    return infix<'multiply'>('*', strengths.product, true)(node, [a, b], context);
  },
  divide: infix('/', strengths.product, false),
  floorDivide: division('//', 'div'),
  modulo: division('%', 'remainder'),
  power: (node, [a, b], context) =>
    torchCall('pow', [asTensor(a!, node.inputs[0]!.dtype, context).expression, b!.expression]),
  maximum: extremum('maximum'),
  minimum: extremum('minimum'),
  equal: comparison('==', '=='),
  less: comparison('<', '>'),
  lessEqual: comparison('<=', '>='),
  and: (_, [a, b], context) => logical('&', strengths.and, a!, b!, context),
  or: (_, [a, b], context) => logical('|', strengths.or, a!, b!, context),
  select,
} satisfies Partial<OpEmitters>;

function logical(symbol: string, strength: number, a: Code, b: Code, context: OpContext): Code {
  const left = operand(asTensor(a, 'bool', context), strength);
  const right = operand(asTensor(b, 'bool', context), strength);
  return { expression: `${left} ${symbol} ${right}`, strength, isNumber: false };
}
