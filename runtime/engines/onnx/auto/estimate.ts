import type { StepWork } from './step-work.ts';

/** How fast a device is. */
export interface Speeds {
  /** What a node costs however small it is. */
  readonly msPerNode: number;
  /** Of matrix products and convolutions. */
  readonly multiplicationsPerMs: number;
  /** Numbers that other ops make. */
  readonly numbersPerMs: number;
}

/**
 * How long a step takes, in milliseconds. A device is told of the next nodes while it computes, so that the larger of
 * the two is what takes the time.
 */
export function stepMs({ nodes, multiplications, numbers }: StepWork, speeds: Speeds): number {
  const computing = multiplications / speeds.multiplicationsPerMs + numbers / speeds.numbersPerMs;
  return Math.max(nodes * speeds.msPerNode, computing);
}

/** What a training must take on the processor for somebody to look for a GPU. */
const least = {
  /** Milliseconds of a step: on a GPU, a shorter one is waiting. */
  step: 5,
  /** Milliseconds of all steps: to look costs up to a few seconds. */
  training: 20_000,
};

/** True where a step, or a training of so many steps, is long enough on the processor. */
export function isLong(processorMs: number, steps = Infinity): boolean {
  return processorMs >= least.step && processorMs * steps >= least.training;
}

/** True where the GPU takes at most half of the processor's time: estimates are not that good. */
export function isWorthwhile(gpuMs: number, processorMs: number): boolean {
  return gpuMs <= processorMs / 2;
}

/**
 * An NVIDIA H200 by WebGPU, at its best: matrix products of 10 TFLOP/s, 90 GB/s where a sum of two tensors reads and
 * writes 12 bytes a number. A small node alone takes 0.09 ms; a transformer's step of a thousand nodes took 38 ms.
 */
export const fastestGpu: Speeds = { msPerNode: 0.03, multiplicationsPerMs: 5e9, numbersPerMs: 7.5e6 };

/** A core as slow as any that somebody trains on: 8 GFLOP/s in products, 3 GB/s. */
export const slowestCore = { multiplicationsPerMs: 4e6, numbersPerMs: 2.5e5 };
