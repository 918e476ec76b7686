import { bindSizes, type SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import { keepsSamplesApart } from '../../../compiler/ops/separate-samples.ts';
import type { OpGraph } from '../../../compiler/ops/types.ts';
import { evaluateSize } from '../../../compiler/shapes/size.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { loopWork } from './loop-work.ts';

/** The parts of a batch that run beside each other. */
export interface BatchParts {
  /** Samples of each part, in order; all but the last are equal. */
  readonly samples: readonly number[];
  /** Threads within one op of a part. */
  readonly threads: number;
}

/** Runs in other threads at a time: Node has four of them for all that it does. */
const most = 4;

/** Numbers that the loops of a part compute at least: half a millisecond, of which to start a run takes a tenth. */
const fewestEntries = 1_000_000;

/**
 * Decides whether a prediction's batch is taken apart. The steps of a loop are too small for several threads (GRU runs
 * in one of them in onnxruntime), while its samples know nothing of each other. Other ops use all threads as they are.
 */
export class BatchDivision {
  private readonly graph: OpGraph | undefined;
  private readonly threads: number;

  /** @param threads that the engine has */
  constructor({ kind, graph }: StepGraph, threads: number) {
    const loops = graph.nodes.some(({ op }) => op === 'scan');
    this.graph = kind === 'predict' && loops && keepsSamplesApart(graph) ? graph : undefined;
    this.threads = threads;
  }

  /** @returns undefined where a batch of these sizes runs as a whole */
  partsOf(sizes: SizeValues): BatchParts | undefined {
    const samples = evaluateSize(batchSize, sizes);
    if (!this.graph || samples === undefined) return undefined;
    const worth = Math.floor(loopWork(bindSizes(this.graph, sizes)).entries / fewestEntries);
    const count = Math.min(most, this.threads, samples, worth);
    if (count < 2) return undefined;
    const each = Math.ceil(samples / count);
    const full = Math.floor(samples / each);
    const rest = samples - full * each;
    return {
      samples: [...Array<number>(full).fill(each), ...(rest > 0 ? [rest] : [])],
      // The threads of a session help whichever of its runs needs them.
      threads: this.threads - count + 1,
    };
  }
}

/** The same sizes for another number of samples. */
export function withSamples(sizes: SizeValues, samples: number): SizeValues {
  return new Map(sizes).set(batchSize.key, samples);
}
