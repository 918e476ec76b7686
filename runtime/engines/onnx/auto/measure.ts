import type { HostTensor } from '../../engine.ts';
import type { Speeds } from './estimate.ts';
import { convolutionsGraph, productsGraph, sumsGraph, type SpeedGraph } from './speed-graphs.ts';

/** A device that runs graphs. */
export interface GraphRunner {
  open(graph: SpeedGraph): Promise<OpenGraph>;
}

export interface OpenGraph {
  /** Runs it, and waits for the result. */
  run(): Promise<HostTensor>;
  release(): Promise<void>;
}

/** So long at least, in milliseconds, a graph is to take, or it is tried with the next size. */
const longEnough = 2;

/** Nodes one after the other, but where nodes themselves are measured. */
const inRow = 4;

/** Measures a processor, in a few tenths of a second: a node costs it next to nothing. */
export async function measureProcessor(runner: GraphRunner): Promise<Speeds> {
  const products = productsGraph(512, 1);
  // Tensors larger than what a processor keeps near it, as those of long steps are.
  const sums = sumsGraph(2 ** 22, 1);
  return {
    msPerNode: 0,
    multiplicationsPerMs: products.multiplications / (await bestTime(runner, products)).ms,
    numbersPerMs: sums.numbers / (await bestTime(runner, sums)).ms,
  };
}

/**
 * Measures a GPU, in less than a second, and holds what it computes against the processor.
 * @param least multiplications that it must do in a millisecond, to be looked at any further
 * @returns undefined where it does fewer, or where its numbers are others
 * @throws what its driver says
 */
export async function measureGpu(
  gpu: GraphRunner,
  processor: GraphRunner,
  least = 0,
): Promise<Speeds | undefined> {
  const [few, many] = [8, 104];
  const short = await bestTime(gpu, sumsGraph(16, few));
  const long = await bestTime(gpu, sumsGraph(16, many));
  const msPerNode = Math.max(0, long.ms - short.ms) / (many - few);
  /** What there is around the nodes: a call, and the way of the result. */
  const around = short.ms - few * msPerNode;

  /** Work in a millisecond, of the first graph that takes long enough; undefined where results differ. */
  const speedOf = async (
    part: 'multiplications' | 'numbers',
    graphs: readonly SpeedGraph[],
  ): Promise<number | undefined> => {
    let speed = 0;
    for (const graph of graphs) {
      const { ms, result } = await bestTime(gpu, graph);
      if (graph === graphs[0] && !isSame(result, await resultOf(processor, graph))) return undefined;
      const inside = Math.max(ms - around, ms / 10);
      speed = graph[part] / inside;
      if (inside >= longEnough) break;
    }
    return speed;
  };
  const products = await speedOf('multiplications', [productsGraph(128, inRow), productsGraph(1024, inRow)]);
  if (products === undefined || products < least) return undefined;
  const convolutions = await speedOf('multiplications', [
    convolutionsGraph({ images: 1, side: 8, channels: 64 }, inRow),
    convolutionsGraph({ images: 8, side: 32, channels: 128 }, inRow),
  ]);
  const sums = await speedOf('numbers', [sumsGraph(2 ** 16, inRow), sumsGraph(2 ** 22, inRow)]);
  if (convolutions === undefined || sums === undefined) return undefined;
  return { msPerNode, multiplicationsPerMs: Math.min(products, convolutions), numbersPerMs: sums };
}

/** Milliseconds after which no further run is made, and the most runs. */
const budget = { ms: 60, runs: 8 };

/** The best of several runs: the first one also makes what later ones have, and others may be at work beside it. */
async function bestTime(
  runner: GraphRunner,
  graph: SpeedGraph,
): Promise<{ readonly ms: number; readonly result: HostTensor }> {
  const open = await runner.open(graph);
  try {
    let result = await open.run();
    const began = performance.now();
    let ms = Infinity;
    for (let run = 0; run === 0 || (run < budget.runs && performance.now() - began < budget.ms); run++) {
      const start = performance.now();
      result = await open.run();
      ms = Math.min(ms, performance.now() - start);
    }
    return { ms, result };
  } finally {
    await open.release();
  }
}

/** What a graph gives on a device. */
export async function resultOf(runner: GraphRunner, graph: SpeedGraph): Promise<HostTensor> {
  const open = await runner.open(graph);
  try {
    return await open.run();
  } finally {
    await open.release();
  }
}

/** True where all numbers are equal but for rounding. */
function isSame({ data: found }: HostTensor, { data: wanted }: HostTensor): boolean {
  const largest = Math.max(...Array.from(wanted, Math.abs));
  return (
    found.length === wanted.length &&
    Array.from(found).every((each, at) => Math.abs(each - wanted[at]!) <= 1e-3 * largest)
  );
}
