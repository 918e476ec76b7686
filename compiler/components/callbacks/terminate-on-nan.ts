import { boolean } from '../../arguments/declare.ts';
import { defineCallback } from '../define.ts';

export const terminateOnNaN = defineCallback({
  name: 'TerminateOnNaN',
  summary: 'Ends training when the loss is not a number.',
  arguments: { raise_error: boolean(false, 'End with an error instead of quietly.') },
});
