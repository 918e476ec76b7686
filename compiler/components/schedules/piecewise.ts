import { requiredArgument } from '../../declarations/declare.ts';
import { defineSchedule } from '../../declarations/define.ts';

export const piecewiseConstantDecay = defineSchedule({
  name: 'PiecewiseConstantDecay',
  summary: 'Fixed rates between given steps.',
  arguments: {
    boundaries: requiredArgument<readonly number[]>(
      { kind: 'list', of: { kind: 'number' }, minimumLength: 1 },
      'The last step of each rate but the last, ascending.',
    ),
    values: requiredArgument<readonly number[]>(
      { kind: 'list', of: { kind: 'number', minimum: 0 }, minimumLength: 2 },
      'The rates, one more than there are boundaries.',
    ),
  },
  problem: ({ boundaries, values }) => {
    if (values.length !== boundaries.length + 1) {
      return {
        argument: 'values',
        message: `\`values\` needs ${boundaries.length + 1} rates, one more than \`boundaries\` has steps, but has ${values.length}.`,
      };
    }
    if (boundaries.every((boundary, index) => index === 0 || boundaries[index - 1]! < boundary))
      return undefined;
    return { argument: 'boundaries', message: '`boundaries` must be ascending.' };
  },
  lower: (ops, step, args) =>
    args.boundaries.reduceRight(
      (later, boundary, index) => ops.select(ops.lessEqual(step, boundary), args.values[index]!, later),
      ops.scalar(args.values.at(-1)!),
    ),
});
