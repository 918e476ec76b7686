import { describe, expect, it } from 'vitest';
import { componentLeftOut } from '../../support/golden-left-out.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import { difference, readGolden, type GoldenTensor } from '../support/arrays.ts';
import { evaluateGraph } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';
import { createTestRandom } from '../support/random.ts';

interface GoldenComponent {
  readonly name: string;
  readonly kind: 'regularizer' | 'constraint' | 'initializer';
  readonly class_name: string;
  readonly config: Config;
  readonly input: GoldenTensor;
  readonly value: GoldenTensor;
  readonly grad: GoldenTensor;
  readonly output: GoldenTensor;
  readonly shape: readonly number[];
  readonly distribution?: 'uniform' | 'normal' | 'truncated_normal';
  readonly low?: number;
  readonly high?: number;
  readonly mean?: number;
  readonly stddev?: number;
  readonly property?: string;
}

const all = readGolden<readonly GoldenComponent[]>('regularizers_constraints_initializers.json').filter(
  (golden) => componentLeftOut(undefined, golden) === undefined,
);
const ofKind = (kind: string) =>
  all.filter((golden) => golden.kind === kind).map((golden) => [golden.name, golden] as const);

describe('regularizers agree with Keras', () => {
  it.each(ofKind('regularizer'))('%s', async (_, golden) => {
    const { name, args } = componentOf('regularizer', golden);
    const results = await evaluateGraph(
      (ops) => {
        const weight = ops.scope.input('weight', 'float32', golden.input.shape);
        const value = findComponent('regularizer', name)!.lower(ops, weight, args as never);
        const [gradient] = differentiate(ops, value, [weight]);
        return { value, gradient: gradient! };
      },
      { weight: golden.input },
    );
    expect(difference(results.value!, golden.value)).toBeUndefined();
    expect(difference(results.gradient!, golden.grad)).toBeUndefined();
  });
});

describe('constraints agree with Keras', () => {
  it.each(ofKind('constraint'))('%s', async (_, golden) => {
    const { name, args } = componentOf('constraint', golden);
    const results = await evaluateGraph(
      (ops) => {
        const weight = ops.scope.input('weight', 'float32', golden.input.shape);
        return { value: findComponent('constraint', name)!.lower(ops, weight, args as never) };
      },
      { weight: golden.input },
    );
    expect(difference(results.value!, golden.output)).toBeUndefined();
  });
});

function sample(golden: GoldenComponent, shape = golden.shape, seed = 1): readonly number[] {
  const { name, args } = componentOf('initializer', golden);
  return Array.from(findComponent('initializer', name)!.sample(shape, args as never, createTestRandom(seed)));
}

describe('initializers agree with Keras', () => {
  const cases = ofKind('initializer');
  it.each(cases.filter(([, golden]) => !golden.distribution && !golden.property))('%s', (_, golden) => {
    expect(difference({ shape: golden.shape, data: sample(golden) }, golden.value)).toBeUndefined();
  });

  it.each(cases.filter(([, golden]) => golden.distribution))(
    '%s has the limits, mean and deviation',
    (_, golden) => {
      // Many draws, so that mean and deviation are those of the distribution to about 1 %.
      const values = Array.from({ length: Math.ceil(60_000 / sizeOf(golden.shape)) }, (_value, seed) =>
        sample(golden, golden.shape, seed + 1),
      ).flat();
      const { low = -Infinity, high = Infinity } = golden;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      const expected = golden.stddev ?? (high - low) / Math.sqrt(12);
      expect(Math.min(...bounded(values))).toBeGreaterThanOrEqual(low - 1e-6);
      expect(Math.max(...bounded(values))).toBeLessThanOrEqual(high + 1e-6);
      expect(Math.abs(mean - (golden.mean ?? (low + high) / 2))).toBeLessThan(0.03 * expected);
      expect(Math.abs(deviation - expected)).toBeLessThan(0.02 * expected);
    },
  );

  it.each(cases.filter(([, golden]) => golden.property))('%s is orthogonal', (_, golden) => {
    const columns = golden.shape.at(-1)!;
    const rows = sizeOf(golden.shape) / columns;
    const values = sample(golden);
    const vectors =
      rows >= columns
        ? range(columns).map((column) => range(rows).map((row) => values[row * columns + column]!))
        : range(rows).map((row) => values.slice(row * columns, (row + 1) * columns));
    const gain = (golden.config.gain as number | undefined) ?? 1;
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, value, index) => sum + value * b[index]!, 0);
        expect(product).toBeCloseTo(i === j ? gain ** 2 : 0, 5);
      }
    }
  });

  it('starts an LSTM with a forget gate of ones and its own initializer elsewhere', () => {
    const others = componentOf('initializer', { class_name: 'Constant', config: { value: 3 } });
    const { sample: draw } = findComponent('initializer', 'ForgetGateOnes')!;
    expect([...draw([8], { others } as never, createTestRandom(1))]).toEqual([3, 3, 1, 1, 3, 3, 3, 3]);
  });
});

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Extremes without handing 60,000 arguments to one call. */
function bounded(values: readonly number[]): readonly number[] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
