import { boolean } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';

export const swapEMAWeights = defineCallback({
  name: 'SwapEMAWeights',
  summary: 'Judges the averages that an optimizer with `use_ema` keeps, in the place of the weights.',
  arguments: {
    swap_on_epoch: boolean(
      false,
      'Put the averages in place when an epoch ends, so that they are what is saved.',
    ),
  },
});
