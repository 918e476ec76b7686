import { number } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';
import { elementCount } from './constant.ts';
import { seed } from './seed.ts';

/**
 * All axes but the last are taken as rows. The longer side's vectors come from the Gram-Schmidt process
 * (twice, against rounding) on normal values, which gives a uniformly distributed orthonormal frame.
 */
export const orthogonal = defineInitializer({
  name: 'Orthogonal',
  aliases: ['orthogonal', 'OrthogonalInitializer'],
  summary: 'A random matrix whose columns (or rows, where there are fewer) are orthogonal.',
  misfit: (shape) => (shape.length >= 2 ? undefined : 'is for weights of two axes or more'),
  arguments: { gain: number(1, 'The length of each column or row.'), seed },
  sample: (shape, args, random) => {
    const columns = shape.at(-1) ?? 1;
    const rows = columns === 0 ? 0 : elementCount(shape) / columns;
    const length = Math.max(rows, columns);
    const frame: Float64Array[] = [];
    for (let count = Math.min(rows, columns); count > 0; count--) {
      const vector = new Float64Array(length).map(() => random.normal());
      removeComponents(vector, frame);
      removeComponents(vector, frame);
      scaleToUnit(vector);
      frame.push(vector);
    }
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = rows >= columns ? frame[column]![row]! : frame[row]![column]!;
        values[row * columns + column] = args.gain * value;
      }
    }
    return values;
  },
});

function removeComponents(vector: Float64Array, frame: readonly Float64Array[]): void {
  for (const unit of frame) {
    let product = 0;
    for (let index = 0; index < vector.length; index++) product += vector[index]! * unit[index]!;
    for (let index = 0; index < vector.length; index++) vector[index]! -= product * unit[index]!;
  }
}

function scaleToUnit(vector: Float64Array): void {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  for (let index = 0; index < vector.length; index++) vector[index]! /= norm;
}
