/**
 * The thread that starts the program and holds its pipes. As text, so that it runs from sources and from the package
 * alike. Answers go through a port, and a counter tells who waits for them.
 */
export const workerText = `
const { spawn } = require('node:child_process');
const { parentPort, workerData } = require('node:worker_threads');

const { command, args, cwd, port, signal } = workerData;
const deliver = (message, transfer = []) => {
  port.postMessage(message, transfer);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
};

// A process group of its own: Ctrl-C is for kmodel, which ends the program after the step in progress.
const child = spawn(command, args, { cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
let stderr = '';
child.stderr.on('data', (piece) => (stderr = (stderr + piece).slice(-8000)));
child.stdin.on('error', () => undefined);
child.on('error', (error) => (stderr += error.message));
let isOver = false;
const end = (code) => {
  if (isOver) return;
  isOver = true;
  deliver({ kind: 'end', code, stderr });
  port.close();
};
const kill = (name) => {
  // Of one that has ended, the number may be another's by now.
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
    process.kill(-child.pid, name);
};
child.on('spawn', () => deliver({ kind: 'begin', pid: child.pid }));
child.on('close', end);
// What it started may outlive it and hold its pipes: it ends with its input, or is left alone.
child.on('exit', (code) => {
  child.stdin.end();
  setTimeout(() => end(code), workerData.patience);
});
// Torchrun waits five minutes for the others, also for machines that are gone.
let isLeaving = false;
const leave = () => {
  if (isLeaving) return;
  isLeaving = true;
  setTimeout(() => kill('SIGTERM'), workerData.patience);
  setTimeout(() => kill('SIGKILL'), workerData.patience + 5000);
};

let pieces = [];
let length = 0;
let wanted = 4;
let header;
const take = (count) => {
  const all = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length);
  const rest = all.subarray(count);
  pieces = rest.length > 0 ? [rest] : [];
  length = rest.length;
  return all.subarray(0, count);
};
let stage = 'size';
child.stdout.on('data', (piece) => {
  pieces.push(piece);
  length += piece.length;
  while (length >= wanted) {
    const bytes = wanted === 0 ? Buffer.alloc(0) : take(wanted);
    if (stage === 'size') {
      wanted = bytes.readUInt32LE(0);
      stage = 'header';
    } else if (stage === 'header') {
      header = JSON.parse(bytes.toString());
      wanted = header.bytes;
      stage = 'data';
    } else {
      const data = Uint8Array.from(bytes).buffer;
      if (header.id < 0) leave();
      else deliver({ kind: 'answer', header, data }, [data]);
      wanted = 4;
      stage = 'size';
    }
  }
});

parentPort.on('message', (message) => {
  if (message.kind === 'send') child.stdin.write(message.frame);
  else {
    child.stdin.end();
    leave();
  }
});
`;
