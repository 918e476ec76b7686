import { integer, number } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';
import { minDelta, mode, monitor, patience, verbose } from './monitoring.ts';

export const reduceLROnPlateau = defineCallback({
  name: 'ReduceLROnPlateau',
  summary: 'Lowers the learning rate when a logged value no longer gets better.',
  arguments: {
    monitor,
    factor: number(0.1, 'What the learning rate is multiplied by.', { above: 0, below: 1 }),
    patience: patience(10),
    verbose,
    mode,
    min_delta: minDelta(0.0001),
    cooldown: integer(0, 'Epochs to wait after lowering the rate.', { minimum: 0 }),
    min_lr: number(0, 'The rate does not fall below this.', { minimum: 0 }),
  },
});
