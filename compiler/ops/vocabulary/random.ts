import type { Ops } from '../ops.ts';
import type { VocabularyContext } from './context.ts';

type Words = 'randomUniform' | 'randomNormal';

/** Random numbers from a key and the place of each entry. */
export function randomVocabulary({ emit, ops }: VocabularyContext): Pick<Ops, Words> {
  return {
    randomUniform: (key, shape) => emit('randomUniform', [key], { shape }),
    randomNormal: (key, shape) => {
      // Box, Muller 1958: √(−2 ln u) cos(2πv) is standard normal for independent uniform u in (0, 1], v.
      const u = ops.subtract(1, ops.randomUniform(key, shape));
      const v = ops.randomUniform(ops.add(key, 0x3c6ef372), shape);
      const radius = ops.sqrt(ops.multiply(ops.log(u), -2));
      return ops.multiply(radius, ops.cos(ops.multiply(v, 2 * Math.PI)));
    },
  };
}
