import { argument, boolean, requiredString } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';
import { saveFrequency } from './monitoring.ts';

export const backupAndRestore = defineCallback({
  name: 'BackupAndRestore',
  summary: 'Keeps the state of the training, from which the same training goes on after an interruption.',
  arguments: {
    backup_dir: requiredString('The folder of the state, inside the output folder.'),
    save_freq: argument<'epoch' | number>(
      saveFrequency,
      'epoch',
      'Write after every epoch, or after so many steps.',
    ),
    double_checkpoint: boolean(false, 'Keep the state before the last one, too.'),
    delete_checkpoint: boolean(true, 'Remove the state when the training has come to its end.'),
  },
});
