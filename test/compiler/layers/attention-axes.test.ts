import { describe, expect, it } from 'vitest';
import { findings } from '../harness.ts';
import { tryLayer } from '../support/layer-trial.ts';

const modelOf = (stage: string, type: string): string =>
  `model A {\n  input x: ${type}\n  head y = [x, x] -> ${stage} -> Flatten() -> Dense(1) { loss: mse }\n}\n`;

describe('attention over some of several axes', () => {
  it.each([[null], [[1]], [[2]], [[1, 2]], [[-2]]])(
    'of axes %j has the shape and the gradients of its rule',
    async (axes) => {
      const shape = ['H', 3, 4];
      const problems = await tryLayer({
        layer: 'MultiHeadAttention',
        config: { num_heads: 2, key_dim: 3, attention_axes: axes, output_shape: 5, use_gate: true },
        inputs: [{ shape }, { shape }],
        training: true,
        sizes: { batch: 2, H: 2 },
        seed: 3,
      });
      expect(problems).toEqual([]);
    },
  );

  it.each([
    ['MultiHeadAttention(2, 3, attention_axes: [3])', 'float32[4, 3, 8]', ['KM2004 [3]']],
    ['MultiHeadAttention(2, 3, attention_axes: [0])', 'float32[4, 8]', ['KM2004 [0]']],
    ['MultiHeadAttention(2, 3, attention_axes: [1, 1])', 'float32[4, 3, 8]', ['KM2004 [1, 1]']],
    ['MultiHeadAttention(2, 3, attention_axes: [1])', 'float32[4, 3, 8]', []],
  ])('%s on %s', (stage, type, wanted) => {
    expect(findings(modelOf(stage, type))).toEqual(wanted);
  });

  it('gives no scores where there are more axes than steps', () => {
    const stage = 'MultiHeadAttention(2, 3, return_attention_scores: true)';
    const text = `model A {\n  input x: float32[4, 3, 8]\n  branch [y, s] = [x, x] -> ${stage}\n  head z = y -> Flatten() -> Dense(1)\n}\n`;
    expect(findings(text)[0]).toBe('KM2004 true');
  });
});
