import type { HostArray } from '../engine.ts';
import type { Value, ValueType } from './value.ts';

/** A kernel of tfjs on one backend. Inputs bear tfjs's names, or stand in a list where tfjs takes one. */
export type KernelFunction = (
  inputs: Readonly<Record<string, Value>> | readonly Value[],
  attributes: Readonly<Record<string, unknown>>,
) => Value | readonly Value[];

/** Where values live and kernels run: one backend of tfjs. */
export interface Device {
  /** The name under which tfjs knows the backend. */
  readonly backend: string;
  /**
   * True where the memory of values can be read and written from JavaScript without a copy: then ops that tfjs
   * runs slowly, or with another meaning, run as loops over that memory.
   */
  readonly sharesMemory: boolean;
  /** True where elementwise kernels are joined into loops, whose operands broadcast. */
  readonly joinsElementwise: boolean;
  /** True where a matrix product of transposed operands is as fast as of plain ones. */
  readonly multipliesTransposed: boolean;
  /** True where the kernel for so many matrix products at once is faster than loops in JavaScript. */
  multiplies(matrices: number): boolean;
  /** True where a value of another shape may refer to the same data without counting as a second value. */
  readonly aliases: boolean;
  /** @returns undefined where the backend has no such kernel. */
  kernel(name: string): KernelFunction | undefined;
  /** Takes entries over; the array must not be changed afterwards. */
  upload(type: ValueType, shape: readonly number[], data: HostArray): Value;
  /** A value whose entries are yet to be written; `sharesMemory` only. */
  allocate(type: ValueType, shape: readonly number[]): Value;
  /** The entries: the memory itself where it is shared (valid until the next allocation), else a copy. */
  entries(value: Value): HostArray;
  /** A copy of the entries, safe to keep. */
  read(value: Value): HostArray;
  /** A second owner of the same data; each disposes its own. */
  share(value: Value): Value;
  dispose(value: Value): void;
  /** How many values the backend holds, to find leaks. */
  count(): number;
  /** Runs a step's kernels with the surroundings that they need. */
  within<T>(run: () => T): T;
}
