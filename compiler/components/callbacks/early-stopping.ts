import { boolean, integer } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';
import { limit, minDelta, mode, monitor, patience, verbose } from './monitoring.ts';

export const earlyStopping = defineCallback({
  name: 'EarlyStopping',
  summary: 'Ends training when a logged value no longer gets better.',
  arguments: {
    monitor,
    min_delta: minDelta(0),
    patience: patience(0),
    verbose,
    mode,
    baseline: limit('Training ends where the value does not come to be better than this.'),
    restore_best_weights: boolean(false, 'Go back to the weights of the best epoch in the end.'),
    start_from_epoch: integer(0, 'Epochs before watching begins.', { minimum: 0 }),
  },
});
