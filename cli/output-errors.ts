import { reasonOf } from '../runtime/files/reasons.ts';
import { ExitCode } from './exit-codes.ts';
import { reportError } from './report.ts';

/**
 * Ends in order where output cannot be written. A reader that leaves early, as `head` does, interrupts a command
 * that can be interrupted (a training, which then saves) and ends any other; a full disk is an error.
 */
export function endOnOutputErrors(): void {
  let told = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (told) return;
    told = true;
    if (error.code !== 'EPIPE') {
      reportError({ message: `The output cannot be written: ${reasonOf(error)}.` });
      process.exit(ExitCode.failed);
    }
    if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
    else process.exit();
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
