import { numericDType } from '../shapes/types.ts';
import { arctan2 } from '../ops/arctan2.ts';
import type { Operand, Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { asBool } from './elementwise.ts';
import { aligned, broadcastShapes, commonDType, isProblem } from './types.ts';

type Combine = (ops: Ops, a: Operand, b: Operand) => Tensor;

/** An operation between entries that stand at one place; one side may be a number. */
function between(
  name: string,
  kerasClass: string,
  summary: string,
  combine: Combine,
  result: 'common' | 'float' | 'bool' = 'common',
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x, 2)`,
    operands: { x1: 'number', x2: 'number' },
    output: (types, _, call) => {
      const shape = broadcastShapes(name, types, call);
      if (isProblem(shape)) return shape;
      const common = commonDType(types);
      const number = common === 'bool' ? 'int32' : common;
      return { dtype: result === 'bool' ? 'bool' : result === 'float' ? 'float32' : number, shape };
    },
    lower: ({ ops }, operands, _, types) => {
      const common = commonDType(types.operands);
      const dtype =
        result === 'float' || common === 'uint8' ? 'float32' : common === 'bool' ? 'int32' : common;
      const [a, b] = aligned(ops, operands, types.operands, types.batch, dtype);
      return combine(ops, a!, b!);
    },
  });
}

/** An operation between truth values. */
function logical(name: string, kerasClass: string, summary: string, combine: Combine): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x > 0, x < 1)`,
    operands: { x1: 'tensor', x2: 'tensor' },
    output: (types, _, call) => {
      const shape = broadcastShapes(name, types, call);
      return isProblem(shape) ? shape : { dtype: 'bool', shape };
    },
    lower: ({ ops }, operands, _, types) => {
      const truths = operands.map((operand) => asBool(ops, operand as Tensor));
      const [a, b] = aligned(ops, truths, types.operands, types.batch, 'bool');
      return combine(ops, a!, b!);
    },
  });
}

/** Entries to the power of others. Whole powers of numbers are products, which have gradients at negative entries. */
function power(ops: Ops, a: Operand, b: Operand): Tensor {
  if (b === 2) return ops.multiply(a, a);
  if (b === 0.5) return ops.sqrt(a as Tensor);
  if (b === 1) return a as Tensor;
  return ops.power(a, b);
}

function asTensor(ops: Ops, operand: Operand): Tensor {
  return typeof operand === 'number' ? ops.scalar(operand) : operand;
}

/** Functions of two operands, entry by entry. */
export const binary: readonly TensorFunction[] = [
  between('add', 'Add', 'The sum of two tensors.', (ops, a, b) => ops.add(a, b)),
  between('subtract', 'Subtract', 'The difference of two tensors.', (ops, a, b) => ops.subtract(a, b)),
  between('multiply', 'Multiply', 'The product of two tensors, entry by entry.', (ops, a, b) =>
    ops.multiply(a, b),
  ),
  between('divide', 'Divide', 'The quotient of two tensors.', (ops, a, b) => ops.divide(a, b), 'float'),
  between(
    'true_divide',
    'TrueDivide',
    'The quotient of two tensors.',
    (ops, a, b) => ops.divide(a, b),
    'float',
  ),
  between('floor_divide', 'FloorDivide', 'The quotient, rounded down.', (ops, a, b) => ops.floorDivide(a, b)),
  between('mod', 'Mod', 'What is left over by a division, with the sign of the divisor.', (ops, a, b) =>
    ops.modulo(a, b),
  ),
  between('power', 'Power', 'Entries to the power of others.', power),
  between('maximum', 'Maximum', 'The greater of two entries.', (ops, a, b) => ops.maximum(a, b)),
  between('minimum', 'Minimum', 'The lesser of two entries.', (ops, a, b) => ops.minimum(a, b)),
  between(
    'logaddexp',
    'Logaddexp',
    'log(exp(a) + exp(b)), without overflow.',
    (ops, a, b) => {
      const difference = ops.subtract(a, b);
      return ops.add(ops.maximum(a, b), ops.softplus(ops.negate(ops.absolute(difference))));
    },
    'float',
  ),
  between(
    'logaddexp2',
    'Logaddexp2',
    'log2(2^a + 2^b), without overflow.',
    (ops, a, b) => {
      const apart = ops.multiply(ops.absolute(ops.subtract(a, b)), -Math.LN2);
      return ops.add(ops.maximum(a, b), ops.multiply(ops.softplus(apart), Math.LOG2E));
    },
    'float',
  ),
  between(
    'hypot',
    'Hypot',
    'The longest side of a triangle with a right angle between two others: √(a² + b²).',
    (ops, a, b) => ops.sqrt(ops.add(ops.multiply(a, a), ops.multiply(b, b))),
    'float',
  ),
  between(
    'arctan2',
    'Arctan2',
    'The angle, in radians, of a point by its second coordinate and its first.',
    (ops, a, b) => arctan2(ops, asTensor(ops, a), asTensor(ops, b)),
    'float',
  ),
  between(
    'divide_no_nan',
    'DivideNoNan',
    'The quotient of two tensors, and 0 where the second is 0.',
    (ops, a, b) => {
      const isZero = ops.equal(b, 0);
      return ops.select(
        isZero,
        ops.scalar(0),
        ops.divide(a, ops.select(isZero, ops.scalar(1), asTensor(ops, b))),
      );
    },
    'float',
  ),
  between('equal', 'Equal', 'True where entries are equal.', (ops, a, b) => ops.equal(a, b), 'bool'),
  between('not_equal', 'NotEqual', 'True where entries differ.', (ops, a, b) => ops.notEqual(a, b), 'bool'),
  between('less', 'Less', 'True where the first entry is less.', (ops, a, b) => ops.less(a, b), 'bool'),
  between(
    'less_equal',
    'LessEqual',
    'True where the first entry is not greater.',
    (ops, a, b) => ops.lessEqual(a, b),
    'bool',
  ),
  between(
    'greater',
    'Greater',
    'True where the first entry is greater.',
    (ops, a, b) => ops.greater(a, b),
    'bool',
  ),
  between(
    'greater_equal',
    'GreaterEqual',
    'True where the first entry is not less.',
    (ops, a, b) => ops.greaterEqual(a, b),
    'bool',
  ),
  logical('logical_and', 'LogicalAnd', 'True where both are.', (ops, a, b) =>
    ops.and(a as Tensor, b as Tensor),
  ),
  logical('logical_or', 'LogicalOr', 'True where one of two is.', (ops, a, b) =>
    ops.or(a as Tensor, b as Tensor),
  ),
  logical('logical_xor', 'LogicalXor', 'True where exactly one of two is.', (ops, a, b) =>
    ops.notEqual(ops.cast(a as Tensor, 'int32'), ops.cast(b as Tensor, 'int32')),
  ),
  defineFunction({
    name: 'where',
    class: 'Where',
    summary: 'The second operand where the first is true, else the third.',
    example: 'where(x > 0, x, 0)',
    operands: { condition: 'tensor', x1: 'number', x2: 'number' },
    output: (types, _, call) => {
      const shape = broadcastShapes('where', types, call);
      return isProblem(shape) ? shape : { dtype: valueDType(types.slice(1)), shape };
    },
    lower: ({ ops }, [condition, ...values], _, { operands, outputs, batch }) => {
      const { shape } = outputs[0]!;
      const dtype = numericDType(outputs[0]!.dtype);
      const truth = asBool(ops, condition as Tensor);
      const [first] = aligned(ops, [truth, ...values], operands, batch, 'bool');
      const [, ...others] = aligned(ops, [condition!, ...values], operands, batch, dtype);
      const spread = (operand: Operand): Tensor =>
        typeof operand === 'number' ? ops.scalar(operand, dtype) : operand;
      const [a, b] = others.map(spread) as [Tensor, Tensor];
      const known = ops.knownTruth(truth);
      // Where it is known while the step is compiled, the other side is no part of it.
      if (known !== undefined) return ops.expand(known ? a : b, shape);
      return ops.expand(ops.select(first as Tensor, a, b), shape);
    },
  }),
];

function valueDType(types: Parameters<typeof commonDType>[0]) {
  const dtype = commonDType(types);
  return types.every((type) => typeof type === 'number') ? 'float32' : dtype;
}
