import { describe, expect, it } from 'vitest';
import { findComponent } from '../../../compiler/components/registry.ts';
import { difference } from '../support/arrays.ts';
import { evaluateGraph } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

const x = [-3, -1, -0.5, 0, 0.5, 1, 3, 6.5];

/** Activations with arguments; the golden layers have them with their defaults. */
const cases: readonly (readonly [name: string, config: Config, expected: readonly number[]])[] = [
  ['threshold', { threshold: 0.2, default_value: 0.1 }, [0.1, 0.1, 0.1, 0.1, 0.5, 1, 3, 6.5]],
  ['relu', { max_value: 2, threshold: 0.6, negative_slope: 0.5 }, [-1.8, -0.8, -0.55, -0.3, -0.05, 1, 2, 2]],
  ['leaky_relu', { negative_slope: 0.5 }, [-1.5, -0.5, -0.25, 0, 0.5, 1, 3, 6.5]],
  ['elu', { alpha: 2 }, x.map((value) => (value > 0 ? value : 2 * Math.expm1(value)))],
  ['celu', { alpha: 2 }, x.map((value) => (value > 0 ? value : 2 * Math.expm1(value / 2)))],
  ['gelu', { approximate: true }, x.map(approximateGelu)],
  ['hard_shrink', { threshold: 2 }, [-3, 0, 0, 0, 0, 0, 3, 6.5]],
  ['soft_shrink', { threshold: 2 }, [-1, 0, 0, 0, 0, 0, 1, 4.5]],
  ['squareplus', { b: 9 }, x.map((value) => (value + Math.sqrt(value ** 2 + 9)) / 2)],
];

function approximateGelu(value: number): number {
  return 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
}

describe('activations with arguments', () => {
  it.each(cases)('%s %o', async (name, config, expected) => {
    const { args } = componentOf('activation', { class_name: name, config });
    const results = await evaluateGraph(
      (ops) => {
        const input = ops.scope.input('x', 'float32', [1, x.length]);
        return { y: findComponent('activation', name)!.lower(ops, input, args as never) };
      },
      { x: { dtype: 'float32', shape: [1, x.length], data: x } },
    );
    expect(difference(results.y!, { shape: [1, x.length], data: expected })).toBeUndefined();
  });

  it('finds the other names of Keras', () => {
    expect(findComponent('activation', 'swish')!.name).toBe('silu');
    expect(findComponent('activation', 'hard_swish')!.name).toBe('hard_silu');
  });
});
