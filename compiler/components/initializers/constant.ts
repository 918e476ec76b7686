import { number } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';

export const zeros = defineInitializer({
  name: 'Zeros',
  aliases: ['zeros', 'zero'],
  summary: 'Every value is 0.',
  arguments: {},
  sample: (shape) => new Float32Array(elementCount(shape)),
});

export const ones = defineInitializer({
  name: 'Ones',
  aliases: ['ones', 'one'],
  summary: 'Every value is 1.',
  arguments: {},
  sample: (shape) => new Float32Array(elementCount(shape)).fill(1),
});

export const constant = defineInitializer({
  name: 'Constant',
  aliases: ['constant'],
  summary: 'Every value is the same number.',
  arguments: { value: number(0, 'The number.') },
  sample: (shape, args) => new Float32Array(elementCount(shape)).fill(args.value),
});

/** The number of values in a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
