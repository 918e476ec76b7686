import type { ModelGraph } from '../../../../compiler/graph/model-graph.ts';
import type { SizeValues } from '../../../../compiler/ops/bind-sizes.ts';
import { fastestGpu, isLong, isWorthwhile, stepMs, type Speeds } from './estimate.ts';
import {
  boundSteps,
  gpuWork,
  leastGpuWork,
  processorWork,
  writeForGpu,
  type WrittenStep,
} from './step-work.ts';

export type Device = 'cpu' | 'gpu';

/** A training whose device is to be chosen. */
export interface Training {
  readonly model: ModelGraph;
  /** Samples of a batch. */
  readonly batch: number;
  /** Numbers for the size variables of the model, by name. */
  readonly sizes: SizeValues;
  /** Steps of the whole training; undefined where nobody knows. */
  readonly steps?: number | undefined;
}

/** A machine that is asked for more and more, each answer costing more than the one before. */
export interface Machine {
  /** Whether there is a way to a GPU, as far as that is seen without looking for one. */
  mayHaveGpu(): Promise<boolean>;
  /** What its processor has at least. */
  readonly slowest: Speeds;
  /** Whether there is a GPU, other than one in software. */
  hasGpu(): Promise<boolean>;
  /** What its processor has. */
  processor(): Promise<Speeds>;
  /** Its GPU, opened and measured; undefined where it does not work, or computes other numbers than the processor. */
  gpu(processor: Speeds): Promise<MeasuredGpu | undefined>;
}

export interface MeasuredGpu {
  readonly speeds: Speeds;
  /** Runs steps on zeros. @returns what they take together, in milliseconds; undefined where one does not run */
  rehearse(steps: readonly WrittenStep[]): Promise<number | undefined>;
  close(): void;
}

/**
 * Where a training runs: on the GPU where a step takes at most half of the time there, by what devices were measured to
 * do and by the step itself, and is long enough to matter. What speaks against it without much looking comes first, so
 * that small models wait for nothing.
 */
export async function deviceFor(
  { model, batch, sizes, steps: count }: Training,
  machine: Machine,
): Promise<Device> {
  if (!(await machine.mayHaveGpu())) return 'cpu';
  const bound = boundSteps(model, batch, sizes);
  if (!bound) return 'cpu';
  const own = processorWork(bound);
  const fewest = leastGpuWork(bound);
  /** Whether the processor takes long, and the best GPU would gain. */
  const mayGain = (processorMs: number, onGpu = fewest): boolean =>
    isLong(processorMs, count) && isWorthwhile(stepMs(onGpu, fastestGpu), processorMs);
  if (!mayGain(stepMs(own, machine.slowest)) || !(await machine.hasGpu())) return 'cpu';
  const processor = await machine.processor();
  const processorMs = stepMs(own, processor);
  if (!mayGain(processorMs)) return 'cpu';
  const steps = writeForGpu(bound);
  const onGpu = gpuWork(steps);
  if (!mayGain(processorMs, onGpu)) return 'cpu';
  const gpu = await machine.gpu(processor);
  if (!gpu) return 'cpu';
  try {
    if (!isWorthwhile(stepMs(onGpu, gpu.speeds), processorMs)) return 'cpu';
    const rehearsed = await gpu.rehearse(steps);
    return rehearsed !== undefined && isWorthwhile(rehearsed, processorMs) ? 'gpu' : 'cpu';
  } finally {
    gpu.close();
  }
}
