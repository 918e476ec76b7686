import { boolean } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';

export const terminateOnNaN = defineCallback({
  name: 'TerminateOnNaN',
  summary: 'Ends training when the loss is not a number.',
  arguments: { raise_error: boolean(false, 'End with an error instead of quietly.') },
});
