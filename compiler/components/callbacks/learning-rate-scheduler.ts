import { requiredComponent } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';
import { verbose } from './monitoring.ts';

export const learningRateScheduler = defineCallback({
  name: 'LearningRateScheduler',
  summary: 'Sets the learning rate when an epoch begins, by a schedule whose steps are epochs.',
  arguments: {
    schedule: requiredComponent('schedule', 'The learning rate of each epoch, of which the first is 0.'),
    verbose,
  },
});
