import { boolean, requiredNumber } from '../../declarations/declare.ts';
import type { Operand, Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

/** The layers of operators between a tensor and a number: `2 * x`, `1 - x`. Only operators make them. */

const number = requiredNumber('The number.');

type Operation = (ops: Ops, left: Operand, right: Operand) => Tensor;

function defineSymmetric(kerasClass: string, summary: string, operation: Operation) {
  return defineLayer({
    name: `${kerasClass}Number`,
    class: kerasClass,
    family: 'operator',
    internal: true,
    summary,
    example: `x -> ${kerasClass}Number(2)`,
    arguments: { number },
    input: { dtype: 'float' },
    output: ({ inputs }) => floats(inputs[0]!.shape),
    lower: ({ ops }, { args, inputs }) => operation(ops, asFloat(ops, inputs[0]!), args.number),
    mask: 'pass',
  });
}

function defineOrdered(kerasClass: string, summary: string, operation: Operation) {
  return defineLayer({
    name: `${kerasClass}Number`,
    class: kerasClass,
    family: 'operator',
    internal: true,
    summary,
    example: `x -> ${kerasClass}Number(2)`,
    arguments: { number, number_first: boolean(false, 'True where the number stands on the left.') },
    input: { dtype: 'float' },
    output: ({ inputs }) => floats(inputs[0]!.shape),
    lower: ({ ops }, { args, inputs }) => {
      const x = asFloat(ops, inputs[0]!);
      return args.number_first ? operation(ops, args.number, x) : operation(ops, x, args.number);
    },
    mask: 'pass',
  });
}

export const addNumber = defineSymmetric('Add', 'Adds a number to every entry.', (ops, left, right) =>
  ops.add(left, right),
);

export const multiplyNumber = defineSymmetric(
  'Multiply',
  'Multiplies every entry by a number.',
  (ops, left, right) => ops.multiply(left, right),
);

export const subtractNumber = defineOrdered(
  'Subtract',
  'The difference of every entry and a number.',
  (ops, left, right) => ops.subtract(left, right),
);

export const divideNumber = defineOrdered(
  'TrueDivide',
  'The quotient of every entry and a number.',
  (ops, left, right) => ops.divide(left, right),
);
