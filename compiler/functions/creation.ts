import {
  argument,
  integer,
  noneByDefault,
  requiredArgument,
  requiredNumber,
  requiredSize,
} from '../declarations/declare.ts';
import type { Arguments } from '../declarations/values.ts';
import { shapeProblem } from '../declarations/define-layer.ts';
import type { Tensor } from '../ops/types.ts';
import { ceilDivide, isSymbolic, sizeText, subtractSizes, type Size } from '../shapes/size.ts';
import { isBatched, numericDType, tensorTypeText, type DType } from '../shapes/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { only } from './types.ts';

const dtypeNames = ['float32', 'float16', 'int32', 'int64', 'uint8', 'bool'] as const;

/** A size, or a fraction where it is no place. */
const bound = (doc: string) =>
  requiredArgument<Size>(
    { kind: 'anyOf', of: [{ kind: 'integer', symbolic: true }, { kind: 'number' }] },
    doc,
  );

const isWhole = (value: Size | null): boolean =>
  value === null || isSymbolic(value) || Number.isInteger(value);

/** start, stop and step as `range` in Python counts its arguments. */
function rangeOf(args: { readonly start: Size; readonly stop: Size | null; readonly step: number }) {
  const [start, stop]: readonly [Size, Size] = args.stop === null ? [0, args.start] : [args.start, args.stop];
  if (!isSymbolic(start) && !isSymbolic(stop))
    return { start, length: Math.max(0, Math.ceil((stop - start) / args.step)) };
  const distance = args.step > 0 ? subtractSizes(stop, start) : subtractSizes(start, stop);
  return { start, length: ceilDivide(distance, Math.abs(args.step)) };
}

/** The numbers of an `arange`; undefined where they are known only at run time. */
export function arangeNumbers(args: Arguments): readonly number[] | undefined {
  const {
    start: first = 0,
    stop = null,
    step = 1,
  } = args as {
    readonly start: Size;
    readonly stop: Size | null;
    readonly step: number;
  };
  const { start, length } = rangeOf({ start: first, stop, step });
  if (isSymbolic(start) || isSymbolic(length)) return undefined;
  return Array.from({ length }, (_, index) => start + index * step);
}

/** A size as a tensor of whole numbers: what `T` is where it is computed with. */
export const sizeTensor: TensorFunction = defineFunction({
  name: 'size',
  class: 'Size',
  summary: 'A size that is known only at run time, as a whole number.',
  example: 'arange(8)',
  operands: {},
  arguments: { size: requiredSize('The size.') },
  output: () => ({ dtype: 'int32', shape: [] }),
  lower: ({ ops }, _, { size }) => ops.size(size, 'int32'),
});

/** A number or a list of numbers as a tensor. */
export const constantTensor: TensorFunction = defineFunction({
  name: 'constant',
  class: 'Constant',
  summary: 'Numbers that stand in the text.',
  example: 'take(x, [0, 2], axis: 1)',
  operands: {},
  arguments: {
    value: requiredArgument<readonly number[]>({ kind: 'list', of: { kind: 'number' } }, 'The numbers.'),
    shape: requiredArgument<readonly number[]>({ kind: 'list', of: { kind: 'integer' } }, 'Its shape.'),
  },
  output: (_, { value, shape }) => ({
    dtype: value.every(Number.isInteger) ? 'int32' : 'float32',
    shape,
  }),
  lower: ({ ops }, _, { value, shape }) =>
    ops.constant(value, shape, value.every(Number.isInteger) ? 'int32' : 'float32'),
});

/** Functions that make tensors. */
export const creation: readonly TensorFunction[] = [
  defineFunction({
    name: 'arange',
    class: 'Arange',
    summary: 'Numbers from a start up to a stop: a tensor without batch.',
    example: 'x + arange(8)',
    operands: {},
    arguments: {
      start: bound('The first number; alone, the stop, and it starts from 0.'),
      stop: noneByDefault(bound('What all stay below.')),
      step: argument<number>(
        { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'number' }] },
        1,
        'The distance of neighbours.',
      ),
      dtype: argument<DType | null>(
        { kind: 'option', options: dtypeNames },
        null,
        'By default int32 for whole numbers, else float32.',
      ),
    },
    output: (_, args) => {
      if (args.step === 0)
        return shapeProblem('KM2004', '`step` of `arange` is not 0.', { argument: 'step' });
      const { length } = rangeOf(args);
      if (!isSymbolic(length) && length < 1)
        return shapeProblem('KM3004', `\`arange\` is empty here: it has ${sizeText(length)} entries.`);
      const whole = isWhole(args.start) && isWhole(args.stop) && Number.isInteger(args.step);
      return { dtype: args.dtype ?? (whole ? 'int32' : 'float32'), shape: [length] };
    },
    lower: ({ ops }, _, args, { outputs }) => {
      const { shape } = outputs[0]!;
      const dtype = numericDType(outputs[0]!.dtype);
      const { start } = rangeOf(args);
      const whole = isWhole(start) && Number.isInteger(args.step);
      const places = whole ? ops.iota(shape, 0) : ops.cast(ops.iota(shape, 0), 'float32');
      const scaled = args.step === 1 ? places : ops.multiply(places, args.step);
      const numbers = start === 0 ? scaled : ops.add(scaled, ops.size(start, whole ? 'int32' : 'float32'));
      return numbers.dtype === dtype ? numbers : ops.cast(numbers, dtype);
    },
  }),
  defineFunction({
    name: 'full_like',
    class: 'FullLike',
    summary: 'One number in the shape of a tensor.',
    example: 'full_like(x, 3)',
    operands: { x: 'tensor' },
    arguments: { fill_value: requiredNumber('The number.') },
    output: (types) => ({ dtype: only(types).dtype, shape: only(types).shape }),
    lower: ({ ops }, operands, { fill_value }) => {
      const x = operands[0] as Tensor;
      return ops.fill(fill_value, x.shape, x.dtype);
    },
  }),
  defineFunction({
    name: 'cast',
    class: 'Cast',
    summary: 'The same values in another dtype; fractions are cut off.',
    example: 'cast(x > 0, float32)',
    operands: { x: 'tensor' },
    arguments: {
      dtype: requiredArgument<DType>({ kind: 'option', options: dtypeNames }, 'The dtype.'),
    },
    output: (types, { dtype }) => ({ dtype, shape: only(types).shape }),
    lower: ({ ops }, operands, { dtype }) => ops.cast(operands[0] as Tensor, dtype),
  }),
  ...(['tril', 'triu'] as const).map((name) =>
    defineFunction({
      name,
      class: name === 'tril' ? 'Tril' : 'Triu',
      summary:
        name === 'tril' ? 'Matrices with zeros above a diagonal.' : 'Matrices with zeros below a diagonal.',
      example: `${name}(x)`,
      operands: { x: 'tensor' },
      arguments: { k: integer(0, 'The diagonal: 0 the main one, 1 the one above it.') },
      output: (types, _, call) => {
        const type = only(types);
        const matrixAxes =
          call.batch === 'kept' && isBatched(type) ? type.shape.length - 1 : type.shape.length;
        if (matrixAxes >= 2) return type;
        return shapeProblem('KM3001', `\`${name}\` takes matrices, but {input} is ${tensorTypeText(type)}.`);
      },
      lower: ({ ops }, operands, { k }) => {
        const x = operands[0] as Tensor;
        const matrix = x.shape.slice(-2);
        const beyond = ops.subtract(ops.iota(matrix, 1), ops.iota(matrix, 0));
        const keeps = name === 'tril' ? ops.lessEqual(beyond, k) : ops.greaterEqual(beyond, k);
        return ops.expand(ops.select(keeps, x, ops.scalar(0, x.dtype)), x.shape);
      },
    }),
  ),
];
