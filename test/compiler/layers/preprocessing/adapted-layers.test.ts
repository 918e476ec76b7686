import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../../compiler/layers/registry.ts';
import { readGolden } from '../../support/arrays.ts';
import { argumentsOf, type Config } from '../../support/keras-config.ts';

interface Adapted {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly weights: readonly {
    readonly name: string;
    readonly tensor: { readonly data: readonly number[] };
  }[];
  readonly adapt?: { readonly shape: readonly number[]; readonly data: readonly number[] };
}

const adapted = readGolden<readonly Adapted[]>('layers/preprocessing.json').filter(({ adapt }) => adapt);

describe('what Normalization learns is what Keras learns', () => {
  it.each(adapted.map((golden) => [golden.name, golden] as const))(
    '%s',
    (_, { class_name, config, weights, adapt }) => {
      const layer = findLayer(class_name)!;
      const { shape, data } = adapt!;
      const [samples = 0, ...sample] = shape;
      const width = data.length / samples;
      const fitter = layer.adapt!.fitter(argumentsOf(layer.arguments, config), [
        { dtype: 'float32', shape: sample },
      ]);
      // In parts of one, two, three … samples.
      for (let start = 0, count = 1; start < samples; start += count++) {
        const part = data.slice(start * width, (start + count) * width);
        fitter.add({ shape: [part.length / width, ...sample], data: Float32Array.from(part) });
      }
      const learned = fitter.finish();
      for (const { name, tensor } of weights.filter((weight) => weight.name !== 'count')) {
        const found = [...(learned[name] as Float32Array)];
        expect(found).toHaveLength(tensor.data.length);
        found.forEach((value, index) => expect(value).toBeCloseTo(tensor.data[index]!, 4));
      }
    },
  );

  it('learns nothing of nothing', () => {
    const layer = findLayer('Normalization')!;
    const fitter = layer.adapt!.fitter(argumentsOf(layer.arguments, {}), [{ dtype: 'float32', shape: [2] }]);
    expect(() => fitter.finish()).toThrow('the data hold no numbers to learn from');
  });
});

/** What the layer learns of values, which it sees as often as it asks for. */
function binBoundaries(values: Float32Array, bins: number): Float32Array {
  const layer = findLayer('Discretization')!;
  const fitter = layer.adapt!.fitter(argumentsOf(layer.arguments, { num_bins: bins }), [
    { dtype: 'float32', shape: [1] },
  ]);
  do fitter.add({ shape: [values.length, 1], data: values });
  while (fitter.again?.());
  return fitter.finish().bin_boundaries as Float32Array;
}

describe('bins that Discretization makes of the data', () => {
  it('are those of Keras’s page', () => {
    // `Discretization(num_bins: 4, epsilon: 0.01)` adapted to [-1.5, 1.0, 3.4, 0.5] and [0.0, 3.0, 1.3, 0.0].
    const values = Float32Array.of(-1.5, 1, 3.4, 0.5, 0, 3, 1.3, 0);
    expect([...binBoundaries(values, 4)].map((each) => each.toFixed(2))).toEqual(['0.00', '0.50', '1.30']);
  });

  it('hold about as many values each', () => {
    const numbers = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
      minLength: 500,
      maxLength: 800,
    });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 2, max: 8 }), (list, bins) => {
        const values = Float32Array.from(new Set(list));
        fc.pre(values.length > 300);
        const boundaries = binBoundaries(values, bins);
        expect(boundaries).toHaveLength(bins - 1);
        expect([...boundaries]).toEqual([...boundaries].sort((a, b) => a - b));
        const below = (limit: number): number =>
          values.filter((value) => value < limit).length / values.length;
        boundaries.forEach((limit, index) => {
          expect(Math.abs(below(limit) - (index + 1) / bins)).toBeLessThan(0.06);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are as many of few values', () => {
    expect([...binBoundaries(Float32Array.of(2), 3)]).toEqual([2, 2]);
  });
});
