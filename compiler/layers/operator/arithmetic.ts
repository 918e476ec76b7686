import { boolean, option, requiredNumber } from '../../arguments/declare.ts';
import type { Operand } from '../../ops/builder.ts';
import { defineLayer } from '../define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';

/** The layer of the operators between a tensor and a number: `2 * x`, `1 - x`. */
export const arithmetic = defineLayer({
  name: 'Arithmetic',
  family: 'operator',
  internal: true,
  summary: 'One operation between every entry and a number: the operators `+ - * /`.',
  example: 'x -> Arithmetic(2, operation: multiply)',
  arguments: {
    number: requiredNumber('The number.'),
    operation: option(
      ['add', 'subtract', 'multiply', 'divide'],
      'add',
      'What is done with entry and number.',
    ),
    number_first: boolean(false, 'True where the number stands on the left: `1 - x`.'),
  },
  input: { dtype: 'float' },
  output: ({ inputs }) => ({ dtype: 'float32', shape: inputs[0]!.shape }),
  lower: ({ ops }, { args, inputs }) => {
    const x = asFloat(ops, inputs[0]!);
    const [left, right]: [Operand, Operand] = args.number_first ? [args.number, x] : [x, args.number];
    return ops[args.operation](left, right);
  },
  mask: 'pass',
});
