import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Callback, CallbackContext, Logs } from '../callbacks/callback.ts';
import type { BatchDataset } from '../data/dataset.ts';
import type { ModelData } from '../data/training-data.ts';
import type { Inspection } from '../inspect/inspect.ts';
import type { Model } from '../model.ts';
import { callbackList, type FitOptions } from '../training.ts';
import { runFiles } from './folder.ts';
import { trainInFolder } from './run.ts';

/** What the first steps of a training come to. Times are in seconds. */
export interface DryRun {
  /** Samples of the training part, and of a batch; null for a dataset. */
  readonly samples: number | null;
  readonly batchSize: number | null;
  /** Steps of an epoch; null where that is not known. */
  readonly steps: number | null;
  readonly epochs: number;
  readonly logs: Logs;
  readonly inspection: Inspection;
  /** Until the first step: data looked at, layers that learn from it. */
  readonly preparing: number;
  /** The first step, with what it takes to build it. */
  readonly firstStep: number;
  /** A step after that, the fastest of a few; null where an epoch has one step alone. */
  readonly step: number | null;
  /** Writing weights, checkpoint and logs. */
  readonly saving: number;
  readonly checkpointBytes: number;
  /** The most memory that the process has had so far, in bytes. */
  readonly peakMemory: number;
}

/** Steps that are timed after the first. */
const timedSteps = 3;

/**
 * Trains for a few steps as `trainInFolder` does, with callbacks, checkpoint and logs, and leaves nothing behind but a
 * model whose weights have moved.
 * @throws what `trainInFolder` throws
 */
export async function dryRun(
  model: Model,
  data: ModelData | BatchDataset,
  options: FitOptions,
): Promise<DryRun> {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-dry-run-'));
  const stop = new AbortController();
  const watch = new Watch(() => stop.abort());
  try {
    const callbacks = [...callbackList(options.callbacks), watch];
    await trainInFolder(model, data, { ...options, epochs: 1, callbacks, signal: stop.signal }, { folder });
    const { context, inspection, preparing, times, ended } = watch.seen();
    const { samples, batchSize, steps } = context.parameters;
    const [firstStep, ...others] = times;
    return {
      samples: samples ?? null,
      batchSize: batchSize ?? null,
      steps: steps ?? null,
      epochs: options.epochs ?? model.graph.training.epochs,
      logs: watch.logs,
      inspection,
      preparing,
      firstStep: firstStep!,
      step: others.length > 0 ? Math.min(...others) : null,
      saving: since(ended),
      checkpointBytes: statSync(join(folder, runFiles.checkpoint)).size,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Times the first steps, looks into the model before them, and ends the training after them. */
class Watch implements Callback {
  logs: Logs = {};
  readonly #stop: () => void;
  readonly #began = performance.now();
  #context: CallbackContext | undefined;
  #inspection: Inspection | undefined;
  #preparing = 0;
  #step = 0;
  #ended = 0;
  readonly #times: number[] = [];

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  async onTrainBegin(context: CallbackContext): Promise<void> {
    this.#context = context;
    this.#preparing = since(this.#began);
    this.#inspection = await context.inspect();
  }

  onTrainBatchBegin(): void {
    this.#step = performance.now();
  }

  onTrainBatchEnd(batch: number, logs: Logs): void {
    this.#times.push(since(this.#step));
    this.#ended = performance.now();
    // Logs are those of the epoch so far: the first are of one batch.
    if (batch === 0) this.logs = logs;
    if (batch === timedSteps) this.#stop();
  }

  seen() {
    if (!this.#context || !this.#inspection) throw new Error('The training has not begun.');
    return {
      context: this.#context,
      inspection: this.#inspection,
      preparing: this.#preparing,
      times: this.#times,
      ended: this.#ended,
    };
  }
}

function since(start: number): number {
  return (performance.now() - start) / 1000;
}
