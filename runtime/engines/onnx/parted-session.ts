import type { HostTensor } from '../engine.ts';
import type { DirectSession, Session } from './session.ts';
import { emptyTensor } from './tensors.ts';

/** A part of a batch, and the session for batches of its size. */
export interface SessionPart {
  readonly session: DirectSession;
  readonly samples: number;
}

/** What a prediction of a whole batch gives. */
export type ResultType = Pick<HostTensor, 'dtype' | 'shape'>;

/** Runs the parts of a batch beside each other, and puts their results together: one in this thread, others in others. */
export class PartedSession implements Session {
  private readonly parts: readonly SessionPart[];
  private readonly results: readonly ResultType[];
  private readonly hasSamples: readonly boolean[];

  /**
   * @param results the type of each, samples first
   * @param hasSamples for each input, whether it has a row or more for each sample, or is the same for all
   */
  constructor(parts: readonly SessionPart[], results: readonly ResultType[], hasSamples: readonly boolean[]) {
    this.parts = parts;
    this.results = results;
    this.hasSamples = hasSamples;
  }

  async run(inputs: readonly HostTensor[]): Promise<readonly HostTensor[]> {
    const results = this.results.map(({ dtype, shape }) => emptyTensor(dtype, shape));
    const [own, ...others] = this.tasks(inputs, results);
    const runs = others.map((task) => task.session.runBeside(task.inputs, task.results));
    // Within a promise, so that the others end before an error is heard of: they read and write our memory.
    runs.push(new Promise((resolve) => resolve(own!.session.runInto(own!.inputs, own!.results))));
    const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    return results;
  }

  async release(): Promise<void> {
    await Promise.all([...new Set(this.parts.map(({ session }) => session))].map((each) => each.release()));
  }

  private tasks(inputs: readonly HostTensor[], results: readonly HostTensor[]) {
    const all = this.parts.reduce((sum, { samples }) => sum + samples, 0);
    let start = 0;
    return this.parts.map(({ session, samples }) => {
      const [first, count] = [start / all, samples / all];
      start += samples;
      return {
        session,
        inputs: inputs.map((input, at) => (this.hasSamples[at] ? share(input, first, count) : input)),
        results: results.map((result) => share(result, first, count)),
      };
    });
  }
}

/** Rows of a tensor, by shares of all; a view, no copy. */
function share({ dtype, shape, data }: HostTensor, first: number, count: number): HostTensor {
  const [rows, ...rest] = shape as [number, ...number[]];
  const width = rest.reduce((product, size) => product * size, 1);
  const [from, length] = [Math.round(rows * first), Math.round(rows * count)];
  return { dtype, shape: [length, ...rest], data: data.subarray(from * width, (from + length) * width) };
}
