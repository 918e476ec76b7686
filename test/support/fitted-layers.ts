import { expect } from 'vitest';
import * as tf from '../compiler/targets/typescript/support/tfjs.ts';
import { modelOf } from '../runtime/preprocessing/support.ts';

/** A layer whose results are whole numbers. */
const bins = 'Discretization(num_bins: 4)';

/** Layers of numbers that hold what was learned or given: the type of x, and the layer. */
export const fittedCases = [
  ['float32[3]', 'Normalization()'],
  ['float32[]', 'Normalization()'],
  ['float32[2, 3]', 'Normalization(axis: 1)'],
  ['float32[2, 3]', 'Normalization(axis: [1, 2])'],
  ['float32[2, 3]', 'Normalization(axis: none)'],
  ['float32[T, 3]', 'Normalization()'],
  ['float32[3]', 'Normalization(invert: true)'],
  ['float32[3]', 'Normalization(mean: 1.5, variance: 0)'],
  ['float32[3]', 'Normalization(mean: [1, 2, 3], variance: [4, 4, 4])'],
  ['int32[3]', 'Normalization()'],
  ['float32[3]', 'Rescaling([0.5, 2, 3], offset: [1, 0, -1])'],
  ['float32[3]', bins],
  ['float32[]', 'Discretization(num_bins: 4, output_mode: one_hot)'],
  ['float32[2, 3]', 'Discretization(num_bins: 3, output_mode: one_hot)'],
  ['float32[3]', 'Discretization(num_bins: 3, output_mode: multi_hot)'],
  ['float32[2, 3]', 'Discretization(bin_boundaries: [0, 2.5], output_mode: count)'],
  ['int32[1]', 'CategoryEncoding(9, output_mode: one_hot)'],
  ['int32[3]', 'CategoryEncoding(9, output_mode: multi_hot)'],
  ['int32[3]', 'CategoryEncoding(9, output_mode: count)'],
] as const;

const samples = 8;

/** Numbers that meet the ends of bins, one place that is always the same, and differences that a float hardly keeps. */
function numbersFor(type: string): { readonly shape: number[]; readonly data: Float32Array | Int32Array } {
  const sizes = /\[(.*)\]/.exec(type)![1]!.split(', ').filter(Boolean);
  const shape = [samples, ...sizes.map((size) => (size === 'T' ? 2 : Number(size)))];
  const count = shape.reduce((a, b) => a * b, 1);
  if (type.startsWith('int32'))
    return { shape, data: Int32Array.from({ length: count }, (_, at) => (at * 5) % 9) };
  const data = Float32Array.from({ length: count }, (_, at) =>
    at % 3 === 2 ? 7 : at % 3 === 1 ? 4000 + at / 16 : (at % 7) - 2.5,
  );
  return { shape, data };
}

/** A trained model whose head shows what the layer makes, and what it makes. */
export async function trainedCase(type: string, layer: string) {
  const model = await modelOf(
    `  input x: ${type}\n  head y = x -> ${layer} -> ${layer === bins ? 'Embedding(4, 2)' : 'Rescaling(1.0)'}\n`,
  );
  const x = numbersFor(type);
  await model.adapt({ x });
  const { y } = await model.predict({ x });
  return { model, x, y: y! };
}

export function expectClose(given: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(given.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at++)
    expect(Math.abs(given[at]! - expected[at]!), `entry ${at}`).toBeLessThanOrEqual(
      2e-6 * Math.max(1, Math.abs(expected[at]!)),
    );
}

export const fittedTensor = ({ shape, data }: ReturnType<typeof numbersFor>) =>
  // tfjs takes no input of rank 1: one number a sample has an axis more.
  tf.tensor(
    data,
    shape.length === 1 ? [...shape, 1] : shape,
    data instanceof Float32Array ? 'float32' : 'int32',
  );
