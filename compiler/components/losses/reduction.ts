import { option } from '../../declarations/declare.ts';

/**
 * How the step makes one number of the losses of all entries; every loss has it. With Keras's `None`, which keeps them
 * apart, Keras itself evaluates the mean and fails to train.
 */
export const reduction = option(
  ['sum_over_batch_size', 'mean', 'sum', 'mean_with_sample_weight'],
  'sum_over_batch_size',
  'How the losses of the entries become one number.',
  {
    none: {
      reason:
        'It keeps the losses of the samples apart, and a training needs one number: `sum_over_batch_size` is their mean; `testOnBatch` on one sample tells the loss of that one.',
      instead: 'sum_over_batch_size',
    },
  },
);
