import { Buffer } from 'node:buffer';
import { openSync, readSync, writeSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * Runs the built command line again and again in this one process, each time as a fresh one starts and ends it:
 * Node loads its entry anew, and what hangs on the end of the process is done. Each line of the first pipe is a
 * command, `{args, cwd}`; its exit code is written to the second one.
 */
const [node, , requestPipe, answerPipe, mainScript] = process.argv;
const requests = openSync(requestPipe, 'r');
const answers = openSync(answerPipe, 'w');

function nextRequest() {
  const pieces = [];
  const piece = Buffer.alloc(4096);
  for (;;) {
    const length = readSync(requests, piece);
    // The tests have ended.
    if (length === 0) process.exit();
    pieces.push(Buffer.from(piece.subarray(0, length)));
    if (piece[length - 1] === 10) return JSON.parse(Buffer.concat(pieces).toString());
  }
}

/** Node's own exit code where nothing is left to do and the entry has still not been run to its end. */
const unsettled = 13;
let run = 0;
let isDone = false;

function start() {
  const { args, cwd } = nextRequest();
  process.chdir(cwd);
  process.argv = [node, mainScript, ...args];
  process.exitCode = undefined;
  isDone = false;
  void import(`${pathToFileURL(mainScript).href}?run=${run++}`).then(() => (isDone = true));
}

function end() {
  const code = isDone ? (process.exitCode ?? 0) : unsettled;
  for (const listener of process.rawListeners('exit')) listener.call(process, code);
  for (const event of ['exit', 'SIGINT', 'SIGTERM']) process.removeAllListeners(event);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  writeSync(answers, `${code}\n`);
}

// Nothing is left to do: a fresh process would end here.
process.on('beforeExit', () => {
  end();
  start();
});
start();
