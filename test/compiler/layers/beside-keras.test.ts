import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import type { GoldenTensor } from '../support/arrays.ts';
import { checkLayer } from '../support/golden-layers.ts';

const tensor = (shape: readonly number[], data: readonly number[], dtype = 'float32'): GoldenTensor =>
  ({ shape, dtype, data }) as GoldenTensor;

/** What is wrong with the result of a layer. */
function problems(layer: string, config: Record<string, unknown>, input: GoldenTensor, output: GoldenTensor) {
  return checkLayer(findLayer(layer)!, {
    name: layer,
    class_name: layer,
    config: config as never,
    inputs: [input],
    call: { style: 'single' },
    weights: [],
    outputs: [output],
    cotangents: [
      tensor(
        output.shape,
        output.data.map(() => 1),
      ),
    ],
    input_grads: [null],
    weight_grads: [],
  } as never);
}

const codes = tensor([2, 2, 3], [0, 1, 1, 2, 2, 2, 3, 0, 3, 1, 2, 3], 'int32');
const together = [1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1];
const counted = [1, 2, 0, 0, 0, 0, 3, 0, 1, 0, 0, 2, 0, 1, 1, 1];

describe('vectors of categories have the shape that Keras states, not the one that it gives', () => {
  it.each([
    ['multi_hot', together],
    ['count', counted],
  ])('CategoryEncoding, %s', async (mode, data) => {
    const config = { num_tokens: 4, output_mode: mode };
    expect(await problems('CategoryEncoding', config, codes, tensor([2, 2, 4], data))).toEqual([]);
  });

  it.each([
    ['multi_hot', together],
    ['count', counted],
  ])('Discretization, %s, through which no gradient flows', async (mode, data) => {
    const config = { bin_boundaries: [0.5, 1.5, 2.5], output_mode: mode };
    const numbers = tensor(codes.shape, codes.data);
    expect(await problems('Discretization', config, numbers, tensor([2, 2, 4], data))).toEqual([]);
  });

  it('CategoryEncoding of one number of each sample', async () => {
    const rows = tensor([3, 3], [1, 0, 0, 0, 0, 1, 0, 1, 0]);
    expect(
      await problems('CategoryEncoding', { num_tokens: 3 }, tensor([3], [0, 2, 1], 'int32'), rows),
    ).toEqual([]);
  });
});
