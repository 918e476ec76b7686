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

it('a process that no longer answers is told as one, by the words of gloo and of NCCL, and no machine as unfound', () => {
  const words = [
    'RuntimeError: [./gloo/transport/tcp/pair.cc:589] Read error [127.0.0.1]:42895: Connection reset by peer',
    'torch.distributed.DistBackendError: NCCL error: ncclRemoteError: A call failed possibly due to a network error',
  ];
  for (const word of words)
    expect(endOf(1, word, true).message).toMatch(/^A process of the training has ended, without which/);
  const gone = 'torch.distributed.elastic.rendezvous.api.RendezvousConnectionError: it has failed.';
  expect(endOf(1, gone, true).message).toMatch(/^A process of the training has ended, without which/);
});

it('the end of the machine that keeps the run is told, whatever else follows from it', () => {
  const stderr = 'The machine that keeps the run has ended.\nRuntimeError: Connection reset by peer\n';
  expect(endOf(1, stderr, true).message).toBe('The machine that keeps the run has ended.');
});

it('lines of a log are no last words', () => {
  const stderr = 'Killed\nE20261128 23:36:20.667603 28417 socket.cpp:462] [c10d] it has failed to listen\n';
  expect(endOf(null, stderr).help).toBe('Its last words were: Killed');
});
