import { option } from '../../declarations/declare.ts';

/**
 * How the step makes one number of the losses of all entries; every loss has it. Keras's `None`, which keeps
 * them apart, cannot train and is not offered.
 */
export const reduction = option(
  ['sum_over_batch_size', 'mean', 'sum', 'mean_with_sample_weight'],
  'sum_over_batch_size',
  'How the losses of the entries become one number.',
);
