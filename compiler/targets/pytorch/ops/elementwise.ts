import type { OpNodeOf } from '../../../ops/types.ts';
import type { DType } from '../../../shapes/types.ts';
import { call, joined, keyword, type PythonExpression } from '../../python/expressions.ts';
import { arithmetic, castNumber, comparison, infix } from '../../python/ops/arithmetic.ts';
import {
  atom,
  method,
  numberCode,
  operand,
  strengths,
  type Code,
  type ExpressionOp,
  type OpEmitter,
} from '../../python/ops/code.ts';
import { torchCall, type TorchContext, type TorchEmitters } from './code.ts';

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
  );

function unary<K extends Unary>(name: string): OpEmitter<K, TorchContext> {
  return (node, [x], context) => atom(call(name, [context.tensor(x!, node.inputs[0]!.dtype).expression]));
}

/** The greater or smaller of two: where one is a number, gradients of equal ones are shared all the same. */
function extremum(name: 'maximum' | 'minimum'): OpEmitter<'maximum' | 'minimum', TorchContext> {
  return (node, [a, b], context) => {
    const tensor = (code: Code): PythonExpression => context.tensor(code, node.inputs[0]!.dtype).expression;
    return torchCall(name, [tensor(a!), tensor(b!)]);
  };
}

function division(symbol: string, name: string): OpEmitter<'floorDivide' | 'modulo', TorchContext> {
  return (node, [a, b], context) => {
    if (a!.isNumber && b!.isNumber)
      return infix<'modulo'>(symbol, strengths.product, false)(node as OpNodeOf<'modulo'>, [a!, b!], context);
    const left = context.tensor(a!, node.inputs[0]!.dtype);
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

function select(node: OpNodeOf<'select'>, [condition, a, b]: readonly Code[], context: TorchContext): Code {
  const { dtype } = node.outputs[0]!;
  const value = (code: Code): Code =>
    code.isNumber && (dtype !== 'float32' || (a!.isNumber && b!.isNumber))
      ? context.tensor(code, dtype)
      : code;
  const isPlain = !a!.isNumber && !b!.isNumber;
  const first = isPlain ? a! : context.tensor(value(a!), dtype);
  const second = isPlain ? b! : context.tensor(value(b!), dtype);
  return torchCall('where', [
    context.tensor(condition!, 'bool').expression,
    first.expression,
    second.expression,
  ]);
}

export const elementwiseEmitters = {
  ...arithmetic,
  absolute: unary('torch.abs'),
  sign: unary('torch.sign'),
  exp: unary('torch.exp'),
  log: unary('torch.log'),
  sqrt: unary('torch.sqrt'),
  tanh: unary('torch.tanh'),
  sigmoid: unary('torch.sigmoid'),
  softplus: (node, [x], context) =>
    atom(call(context.functional('softplus'), [context.tensor(x!, node.inputs[0]!.dtype).expression])),
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
    expression: joined('~', operand(context.tensor(x!, 'bool'), strengths.sign)),
    strength: strengths.sign,
    isNumber: false,
  }),
  isNaN: unary('torch.isnan'),
  stopGradient: (_, [x]) => (x!.isNumber ? x! : method(x!, 'detach')),
  cast: (node, [x], context) => {
    const { to } = node.attributes;
    if (!x!.isNumber) return method(x!, casts[to]!);
    if (to === 'bool') return method(context.tensor(x!, node.inputs[0]!.dtype), 'bool');
    return numberCode(castNumber(x!, to === 'float32' || to === 'float16'));
  },
  floorDivide: division('//', 'div'),
  modulo: division('%', 'remainder'),
  power: (node, [a, b], context) =>
    torchCall('pow', [context.tensor(a!, node.inputs[0]!.dtype).expression, b!.expression]),
  maximum: extremum('maximum'),
  minimum: extremum('minimum'),
  equal: comparison('==', '=='),
  and: (_, [a, b], context) => logical('&', strengths.and, a!, b!, context),
  or: (_, [a, b], context) => logical('|', strengths.or, a!, b!, context),
  select,
} satisfies Partial<TorchEmitters>;

function logical(symbol: string, strength: number, a: Code, b: Code, context: TorchContext): Code {
  const left = operand(context.tensor(a, 'bool'), strength);
  const right = operand(context.tensor(b, 'bool'), strength);
  return { expression: joined(left, ` ${symbol} `, right), strength, isNumber: false };
}
