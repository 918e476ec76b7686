import type { FitResult } from '../training.ts';

/** Where a run leaves its files, and how it treats what is there. */
export interface RunOptions {
  /** The run's own folder. One that holds another run is refused. */
  readonly folder?: string;
  /** In place of `folder`: a folder of numbered runs, which gets the next number. */
  readonly under?: string;
  /** Goes on where the run in `folder` stopped, to the same bits as without the stop. */
  readonly resume?: boolean;
  /** Writes over another run. */
  readonly force?: boolean;
  /** Instead of the model's own, or of the one that a resumed run has come to. */
  readonly learningRate?: number;
  /** Looks into the model every so many epochs: histograms of weights, gradients and results of layers. */
  readonly histograms?: number;
  /** Where callbacks that the model's text declares may send something: `https://logs.example.org`. Nowhere by default. */
  readonly allowedAddresses?: readonly string[];
  /** For the run's record. */
  readonly command?: readonly string[];
  /** Called with the folder before the first step. */
  readonly onBegin?: (folder: string) => void;
}

/** @internal */
export const runOptions: Readonly<Record<keyof RunOptions, true>> = {
  folder: true,
  under: true,
  resume: true,
  force: true,
  learningRate: true,
  histograms: true,
  allowedAddresses: true,
  command: true,
  onBegin: true,
};

export interface RunResult extends FitResult {
  readonly folder: string;
  /** Paths of the weights at the end, and of those of the best epoch where one was saved. */
  readonly last: string;
  readonly best: string | null;
}
