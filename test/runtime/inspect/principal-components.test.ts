import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../../runtime/inspect/principal-components.ts';
import { createRandom } from '../../../runtime/random.ts';

describe('principal components', () => {
  it('find the axes of a cloud that is turned', () => {
    // Deviations 5, 2 and 0.5 along axes of the plane x = y, and across it.
    const random = createRandom(1, 'cloud');
    const half = Math.SQRT1_2;
    const axes = [
      [half, half, 0],
      [0, 0, 1],
      [half, -half, 0],
    ];
    const deviations = [5, 2, 0.5];
    const rows = Array.from({ length: 500 }, () =>
      deviations.map((deviation) => deviation * random.normal()),
    );
    const data = Float32Array.from(
      rows.flatMap((row) =>
        [0, 1, 2].map((place) => 7 + row.reduce((sum, value, axis) => sum + value * axes[axis]![place]!, 0)),
      ),
    );
    const { points, shares } = principalComponents(data, 3, 3);
    expect(shares[0]).toBeCloseTo(25 / 29.25, 1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    const meanOf = (axis: number) => rows.reduce((sum, row) => sum + row[axis]!, 0) / rows.length;
    for (const axis of [0, 1]) {
      const exact = rows.map((row) => row[axis]! - meanOf(axis));
      const found = points.map((point) => point[axis]!);
      const shared = exact.reduce((sum, value, row) => sum + value * found[row]!, 0);
      const correlation = Math.abs(shared) / (Math.hypot(...exact) * Math.hypot(...found));
      expect(correlation).toBeGreaterThan(0.99);
    }
  });

  it('are the same for the same rows, and keep distances', () => {
    const data = Float32Array.from({ length: 40 }, (_, index) => Math.sin(index * index));
    const first = principalComponents(data, 2, 2);
    expect(principalComponents(data, 2, 2)).toEqual(first);
    const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
    expect(distance(first.points[0]!, first.points[9]!)).toBeCloseTo(
      Math.hypot(data[0]! - data[18]!, data[1]! - data[19]!),
      6,
    );
  });

  it.each([
    ['equal rows', [1, 2, 1, 2], 2],
    ['one row', [1, 2, 3], 3],
    ['one number a row', [1, 2, 3], 1],
    ['no row', [], 4],
  ])('are nothing, or few, of %s', (_, data, width) => {
    const { points, shares } = principalComponents(data, width, 3);
    expect(points.flat().every(Number.isFinite)).toBe(true);
    expect(points.every((point) => point.length === 3)).toBe(true);
    expect(shares).toHaveLength(3);
    expect(shares.every((share) => share >= 0 && share <= 1 + 1e-9)).toBe(true);
  });
});
