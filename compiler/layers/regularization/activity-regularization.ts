import { number } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { l1l2 } from '../../components/regularizers/norms.ts';
import { defineLayer } from '../../declarations/define.ts';
import { addPenalty } from '../../declarations/activity-penalty.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

export const activityRegularization = defineLayer({
  name: 'ActivityRegularization',
  family: 'regularization',
  summary: 'Passes its input on and adds a penalty on it to the loss.',
  example: 'x -> ActivityRegularization(l2: 0.01)',
  arguments: {
    l1: number(0, 'Factor of the sum of the magnitudes.', { minimum: 0 }),
    l2: number(0, 'Factor of the sum of the squares.', { minimum: 0 }),
  },
  input: { dtype: 'float' },
  output: ({ inputs }) => floats(inputs[0]!.shape),
  lower: (context, { args, inputs }) => {
    const x = asFloat(context.ops, inputs[0]!);
    if (args.l1 > 0 || args.l2 > 0) addPenalty(context, x, withDefaults(l1l2, args));
    return x;
  },
  penalty: 'none',
  mask: 'pass',
});
