import { argument, boolean, requiredString } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';
import { limit, mode, monitor, saveFrequency, verbose } from './monitoring.ts';

export const modelCheckpoint = defineCallback({
  name: 'ModelCheckpoint',
  summary: 'Writes the weights to a file while training.',
  arguments: {
    filepath: requiredString(
      'The file, inside the output folder; `{epoch}` and logged values may stand in it.',
    ),
    monitor,
    verbose,
    save_best_only: boolean(false, 'Write only where the logged value is the best so far.'),
    save_weights_only: boolean(false, 'Write the weights alone, without the state of the optimizer.'),
    mode,
    save_freq: argument<'epoch' | number>(
      saveFrequency,
      'epoch',
      'Write after every epoch, or after so many steps.',
    ),
    initial_value_threshold: limit('The value to beat at first, with `save_best_only`.'),
  },
});
