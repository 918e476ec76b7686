import { expect, it } from 'vitest';
import { endOf } from '../../../../runtime/engines/torch/channel.ts';

it('a process that a signal has ended is told by it, not by what torchrun makes of it', () => {
  const stderr = [
    'Root Cause (first observed failure):',
    '[0]:',
    '  exitcode  : -9 (pid: 7)',
    '  traceback : Signal 9 (SIGKILL) received by PID 7',
    '=====',
  ].join('\n');
  expect(endOf(1, stderr).message).toBe('A process of the training was ended by SIGKILL.');
  expect(endOf(1, stderr).help).toContain('`--resume`');
});

it('an error of Python is told by its line, in one line', () => {
  const stderr =
    'Traceback (most recent call last):\n  File "x.py"\nRuntimeError: no room left\n[E] closed\n';
  expect(endOf(1, stderr).message).toBe('PyTorch has ended with exit code 1.');
  expect(endOf(1, stderr).help).toBe('Its last words were: RuntimeError: no room left');
});

it('other last words are those of the last line that says something', () => {
  expect(endOf(null, 'cannot reach it\n=====\n').help).toBe('Its last words were: cannot reach it');
  expect(endOf(2, '').help).toBeUndefined();
});

it('machines that do not reach the place where they meet are told of the flag', () => {
  const stderr =
    '    raise RendezvousConnectionError(\nrendezvous.api.RendezvousConnectionError: it has failed.';
  expect(endOf(1, stderr).message).toBe('The machines did not find each other.');
});
