const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Lets the other end of a pipe get on: it is full, or still empty. */
export function waitForOtherEnd(): void {
  Atomics.wait(nothing, 0, 0, 5);
}
