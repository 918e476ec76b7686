import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { findings, vectorModel } from '../harness.ts';
import { checkLayer } from '../support/golden-layers.ts';

const tensor = (shape: readonly number[], data: readonly number[]) =>
  ({ shape, dtype: 'float32', data }) as const;

/** x = [2, 3], weights of magnitudes 1, 0.2, 0.6 and 0.4: their mean is 0.55, half of it 0.275. */
const kernel = tensor([2, 2], [1, -0.2, -0.6, 0.4]);

/** The gradients of the sum of both results. */
function caseOf(
  threshold: number | null,
  outputs: readonly number[],
  kernelGradient: readonly number[],
  inputGradient: readonly number[],
) {
  return {
    name: 'worked out by hand',
    class_name: 'TernaryDense',
    config: { units: 2, ...(threshold === null ? {} : { threshold }) },
    inputs: [tensor([1, 2], [2, 3])],
    call: { style: 'single' },
    weights: [
      { path: 'ternary_dense/kernel', trainable: true, tensor: kernel },
      { path: 'ternary_dense/bias', trainable: true, tensor: tensor([2], [10, 20]) },
    ],
    outputs: [tensor([1, 2], outputs)],
    cotangents: [tensor([1, 2], [1, 1])],
    input_grads: [tensor([1, 2], inputGradient)],
    weight_grads: [
      { path: 'ternary_dense/kernel', tensor: tensor([2, 2], kernelGradient) },
      { path: 'ternary_dense/bias', tensor: tensor([2], [1, 1]) },
    ],
  };
}

describe('TernaryDense', () => {
  it('counts weights as signs times their mean magnitude, and lets all of them learn', async () => {
    // Signs [[1, 0], [-1, 1]]: products -1 and 3. The gradient goes through as if the kernel were taken as it is,
    // times 0.55, and through the mean: sign / 4 · (-1 + 3).
    const golden = caseOf(
      null,
      [10 - 0.55, 20 + 3 * 0.55],
      [2 * 0.55 + 0.5, 2 * 0.55 - 0.5, 3 * 0.55 - 0.5, 3 * 0.55 + 0.5],
      [0.55, 0],
    );
    expect(await checkLayer(findLayer('TernaryDense')!, golden)).toEqual([]);
  });

  it('with a threshold of its own takes the signs as they are', async () => {
    // Signs [[1, 0], [-1, 0]].
    const golden = caseOf(0.5, [10 - 1, 20], [2, 2, 3, 3], [1, -1]);
    expect(await checkLayer(findLayer('TernaryDense')!, golden)).toEqual([]);
  });

  it.each([
    ['TernaryDense(0)', ['KM2004 0']],
    ['TernaryDense(4, threshold: -0.1)', ['KM2004 -0.1']],
    ['TernaryDense(4, threshold: 0)', []],
  ])('%s', (stage, wanted) => {
    expect(findings(vectorModel(`  head y = x -> ${stage} { loss: mse }`))).toEqual(wanted);
  });
});
