import type { OpName, OpNodeOf } from '../../../../compiler/ops/types.ts';
import { expand } from './movement.ts';
import { type Lowering, type PlanBuilder, type Slot, type Lowerings } from '../plan-builder.ts';
import { valueType, type ValueType } from '../value.ts';

/** A kernel of one operand `x`. */
const unary =
  (kernel: string, type?: ValueType): Lowering =>
  (builder, [x]) =>
    builder.kernel(kernel, { x: x! }, {}, x!.shape, type ?? x!.type);

/** A kernel of the operands `a` and `b`, which broadcast. */
const binary =
  (kernel: string, type?: ValueType): Lowering =>
  (builder, inputs, node) =>
    emitBinary(builder, kernel, inputs, node, type);

function emitBinary(
  builder: PlanBuilder,
  kernel: string,
  [a, b]: readonly Slot[],
  node: OpNodeOf<OpName>,
  type: ValueType = a!.type,
): Slot {
  return builder.kernel(kernel, { a: a!, b: b! }, {}, builder.sizes(node.outputs[0]!.shape), type);
}

/** Whole numbers, entry by entry, in JavaScript: some backends take them through floats. */
const whole =
  (name: string, apply: (a: number, b: number) => number): Lowering =>
  (builder, [a, b], node) => {
    const shape = builder.sizes(node.outputs[0]!.shape);
    const operands = [a!, b!].map((x) => expand(builder, x, shape));
    const compute = (
      [result]: readonly { [index: number]: number; length: number }[],
      [left, right]: readonly ArrayLike<number>[],
    ): void => {
      for (let index = 0; index < result!.length; index++)
        result![index] = apply(left![index]!, right![index]!);
    };
    return builder.host(name, operands, shape, 'int32', compute, '');
  };

const wholeQuotient = whole('floorDivide', (a, b) => Math.floor(a / b));
const wholeRemainder = whole('modulo', (a, b) => a - b * Math.floor(a / b));
const wholeProduct = whole('multiply', Math.imul);

export const elementwiseLowerings = {
  negate: unary('Neg'),
  absolute: unary('Abs'),
  sign: unary('Sign'),
  exp: unary('Exp'),
  log: unary('Log'),
  sqrt: unary('Sqrt'),
  reciprocal: unary('Reciprocal'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  softplus: unary('Softplus'),
  erf: unary('Erf'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  atan: unary('Atan'),
  sinh: unary('Sinh'),
  cosh: unary('Cosh'),
  floor: unary('Floor'),
  ceil: unary('Ceil'),
  round: unary('Round'),
  relu: unary('Relu'),
  not: unary('LogicalNot', 'bool'),
  isNaN: unary('IsNan', 'bool'),
  stopGradient: (_: PlanBuilder, [x]: readonly Slot[]) => x!,
  cast: (builder, [x], node) => cast(builder, x!, valueType(node.attributes.to)),

  add: binary('Add'),
  subtract: binary('Sub'),
  multiply: (builder, inputs, node) =>
    inputs[0]!.type === 'int32' && !builder.device.joinsElementwise
      ? wholeProduct(builder, inputs, node)
      : emitBinary(builder, 'Multiply', inputs, node),
  divide: binary('RealDiv'),
  floorDivide: (builder, inputs, node) => {
    if (inputs[0]!.type === 'int32') return wholeQuotient(builder, inputs, node);
    return floorQuotient(builder, inputs, node);
  },
  modulo: (builder, inputs, node) => {
    if (inputs[0]!.type === 'int32') return wholeRemainder(builder, inputs, node);
    const multiple = emitBinary(
      builder,
      'Multiply',
      [floorQuotient(builder, inputs, node), inputs[1]!],
      node,
    );
    return emitBinary(builder, 'Sub', [inputs[0]!, multiple], node);
  },
  power: binary('Pow'),
  maximum: binary('Maximum'),
  minimum: binary('Minimum'),
  equal: binary('Equal', 'bool'),
  less: binary('Less', 'bool'),
  lessEqual: binary('LessEqual', 'bool'),
  and: binary('LogicalAnd', 'bool'),
  or: binary('LogicalOr', 'bool'),
  select: (builder, inputs, node) => {
    const shape = builder.sizes(node.outputs[0]!.shape);
    // The kernel does not broadcast; loops over shared memory do.
    const [condition, t, e] = builder.device.joinsElementwise
      ? inputs
      : inputs.map((x) => expand(builder, x, shape));
    return builder.kernel('Select', { condition: condition!, t: t!, e: e! }, {}, shape, t!.type);
  },
} satisfies Partial<Lowerings>;

function floorQuotient(builder: PlanBuilder, inputs: readonly Slot[], node: OpNodeOf<OpName>): Slot {
  const quotient = emitBinary(builder, 'RealDiv', inputs, node);
  return builder.kernel('Floor', { x: quotient }, {}, quotient.shape);
}

/** To whole numbers by cutting off, to bool by comparing with zero. */
export function cast(builder: PlanBuilder, x: Slot, to: ValueType): Slot {
  if (x.type === to) return x;
  if (to !== 'bool') return builder.kernel('Cast', { x }, { dtype: to }, x.shape, to);
  return builder.kernel('NotEqual', { a: x, b: builder.scalar(0, x.type) }, {}, x.shape, 'bool');
}
