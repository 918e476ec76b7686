import { number } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';
import { elementCount } from './constant.ts';

export const identity = defineInitializer({
  name: 'Identity',
  aliases: ['identity', 'IdentityInitializer'],
  summary: 'The unit matrix, for weights of two axes.',
  misfit: (shape) => (shape.length === 2 ? undefined : 'is for weights of two axes'),
  arguments: { gain: number(1, 'The value on the diagonal.') },
  sample: (shape, args) => {
    const columns = shape.at(-1) ?? 1;
    return new Float32Array(elementCount(shape)).map((_, index) =>
      Math.floor(index / columns) === index % columns ? args.gain : 0,
    );
  },
});
