import { argument, requiredArgument } from '../../declarations/declare.ts';
import type { Operand, Ops } from '../../ops/builder.ts';
import { sizesEqual } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

const numberOrList = {
  kind: 'anyOf',
  of: [{ kind: 'number' }, { kind: 'list', of: { kind: 'number' }, minimumLength: 1 }],
} as const;

export const rescaling = defineLayer({
  name: 'Rescaling',
  family: 'preprocessing',
  summary: 'Multiplies every entry by one number and adds another.',
  example: 'x -> Rescaling(1 / 255)',
  arguments: {
    scale: requiredArgument<number | readonly number[]>(numberOrList, 'The factor, or one for each channel.'),
    offset: argument<number | readonly number[]>(numberOrList, 0, 'What is added, or one for each channel.'),
  },
  input: { dtype: 'float' },
  output: ({ args, inputs }) => {
    const last = inputs[0]!.shape.at(-1) ?? 1;
    for (const name of ['scale', 'offset'] as const) {
      const value = args[name];
      if (typeof value === 'number' || value.length === 1 || sizesEqual(value.length, last)) continue;
      return shapeProblem(
        'KM2004',
        `\`${name}\` has ${value.length} numbers, which do not fit the last axis of {input}.`,
        {
          argument: name,
        },
      );
    }
    return floats(inputs[0]!.shape);
  },
  lower: ({ ops }, { args, inputs }) =>
    ops.add(ops.multiply(asFloat(ops, inputs[0]!), operand(ops, args.scale)), operand(ops, args.offset)),
  mask: 'pass',
});

function operand(ops: Ops, value: number | readonly number[]): Operand {
  return typeof value === 'number' ? value : ops.constant(value, [value.length]);
}
