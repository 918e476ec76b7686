import { boolean, requiredString, string } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';

export const csvLogger = defineCallback({
  name: 'CSVLogger',
  summary: 'Writes the logged values of every epoch to a table.',
  arguments: {
    filename: requiredString('The file, inside the output folder.'),
    separator: string(',', 'What stands between two values.'),
    append: boolean(false, 'Go on with an existing file instead of replacing it.'),
  },
});
