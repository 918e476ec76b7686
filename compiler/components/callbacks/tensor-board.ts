import {
  argument,
  boolean,
  integer,
  noneByDefault,
  requiredString,
  string,
} from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';

export const tensorBoard = defineCallback({
  name: 'TensorBoard',
  summary: 'Writes event files that TensorBoard shows.',
  arguments: {
    log_dir: string('logs', 'The folder of the event files, inside the output folder.'),
    histogram_freq: integer(0, 'The weights are written as histograms every so many epochs; 0 writes none.', {
      minimum: 0,
    }),
    write_graph: boolean(true, 'Write the graph of the model.'),
    write_images: boolean(false, 'Write weights as pictures, together with their histograms.'),
    write_steps_per_second: boolean(false, 'Write how many steps were trained in a second.'),
    update_freq: argument<'epoch' | 'batch' | number>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'option', options: ['epoch', 'batch'] },
          { kind: 'integer', minimum: 1 },
        ],
      },
      'epoch',
      'Write after every epoch; with `batch`, after every step as well, with a number, after so many.',
    ),
    profile_batch: integer(0, 'Profiles are not written: 0 alone.', { minimum: 0, maximum: 0 }),
    embeddings_freq: integer(
      0,
      'The tables of embeddings are written for the projector every so many epochs; 0 writes none.',
      { minimum: 0 },
    ),
    embeddings_metadata: noneByDefault(
      requiredString('A file with a label for each row of the embeddings, in the folder of the event files.'),
    ),
  },
});
