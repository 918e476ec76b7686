/**
 * Lets the reader of our output leave early, as `head` does: a command that can be interrupted (a training, which
 * then saves) is interrupted, any other ends.
 */
export function endQuietlyOnBrokenPipe(): void {
  let told = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (told) return;
    told = true;
    if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
    else process.exit();
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
