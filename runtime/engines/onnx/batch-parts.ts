import { bindSizes, type SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import { keepsSamplesApart, mentionsSamples } from '../../../compiler/ops/separate-samples.ts';
import type { OpGraph } from '../../../compiler/ops/types.ts';
import { evaluateSize, sizeProduct } from '../../../compiler/shapes/size.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { loopWork } from './loop-work.ts';

/** Samples that run in one thread, as so many portions of equal size, one after the other. */
export interface BatchPart {
  readonly samples: number;
  readonly portions: number;
}

/** The parts of a batch that run beside each other. */
export interface BatchParts {
  /** In order; all but the last are equal. */
  readonly parts: readonly BatchPart[];
  /** Threads within one op of a part. */
  readonly threads: number;
}

/** Runs in other threads at a time: Node has four of them for all that it does. */
const most = 4;

/** Numbers that the loops of a part compute at least: half a millisecond, of which to start a run takes a tenth. */
const fewestEntries = 1_000_000;

/**
 * Bytes of the largest tensor of a portion, at most. What a loop's steps are made of is then still in a core's own
 * cache when they read it: of 1 MB in most servers.
 */
const mostBytes = 2 ** 20;

/** Samples of a portion at least: products of fewer rows are slower than the memory that they spare. */
const fewestSamples = 8;

/** Samples of a part are a multiple of it where that makes no part much larger than others, for portions of equal size. */
const evenSamples = 4;

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
    const bound = bindSizes(this.graph, sizes);
    const worth = Math.floor(loopWork(bound).entries / fewestEntries);
    const count = Math.min(most, this.threads, samples, worth);
    if (count < 2) return undefined;
    const least = Math.ceil(samples / count);
    const each = least < 8 * evenSamples ? least : Math.ceil(least / evenSamples) * evenSamples;
    const full = Math.floor(samples / each);
    const rest = samples - full * each;
    const sampleBytes = (bytesPerEntry * largestTensor(this.graph, sizes)) / samples;
    const partOf = (size: number): BatchPart => ({ samples: size, portions: portionsOf(size, sampleBytes) });
    return {
      parts: [...new Array<BatchPart>(full).fill(partOf(each)), ...(rest > 0 ? [partOf(rest)] : [])],
      // The threads of a session help whichever of its runs needs them.
      threads: this.threads - count + 1,
    };
  }
}

/** As few portions of equal size as fit; one where none do. */
function portionsOf(samples: number, sampleBytes: number): number {
  if (samples * sampleBytes <= 2 * mostBytes) return 1;
  for (let portions = 2; samples / portions >= fewestSamples; portions++)
    if (samples % portions === 0 && (samples / portions) * sampleBytes <= mostBytes) return portions;
  return 1;
}

const bytesPerEntry = 4;

/** Entries of the largest tensor of those that have samples: weights are the same for all portions. */
function largestTensor({ nodes }: OpGraph, sizes: SizeValues): number {
  let largest = 0;
  for (const { outputs } of nodes)
    for (const { shape } of outputs)
      if (shape.some(mentionsSamples))
        largest = Math.max(largest, evaluateSize(sizeProduct(shape), sizes) ?? 0);
  return largest;
}

/** The same sizes for another number of samples. */
export function withSamples(sizes: SizeValues, samples: number): SizeValues {
  return new Map(sizes).set(batchSize.key, samples);
}
