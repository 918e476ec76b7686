import type { HostTensor } from '../../runtime/engines/engine.ts';
import type { RandomSource } from '../../compiler/declarations/define-component.ts';

/** Arrays by the names of a model's inputs and heads. */
export type ExampleData = Readonly<Record<string, HostTensor>>;

/** Makes so many samples, the same for the same random source. */
export type MakeData = (count: number, random: RandomSource) => ExampleData;

export function floats(shape: readonly number[], fill: (index: number) => number = () => 0): HostTensor {
  return {
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, (_, index) => fill(index)),
  };
}

export function integers(shape: readonly number[], fill: (index: number) => number = () => 0): HostTensor {
  return {
    dtype: 'int32',
    shape,
    data: Int32Array.from({ length: sizeOf(shape) }, (_, index) => fill(index)),
  };
}

export function bytes(shape: readonly number[]): HostTensor {
  return { dtype: 'uint8', shape, data: new Uint8Array(sizeOf(shape)) };
}

/** A whole number from 0 to before `below`. */
export function pick(random: RandomSource, below: number): number {
  return Math.floor(random.uniform() * below);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
