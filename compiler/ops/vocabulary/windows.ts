import type { Ops } from '../ops.ts';
import type { VocabularyContext } from './context.ts';

type Words = 'convolution' | 'convolutionInputGradient' | 'maxPool' | 'averagePool';

/** Convolutions and pools. */
export function windowsVocabulary({ emit }: VocabularyContext): Pick<Ops, Words> {
  return {
    convolution: (x, kernel, attributes) => emit('convolution', [x, kernel], attributes),
    convolutionInputGradient: (dy, kernel, attributes) =>
      emit('convolutionInputGradient', [dy, kernel], attributes),
    maxPool: (x, attributes) => emit('maxPool', [x], attributes),
    averagePool: (x, attributes) => emit('averagePool', [x], attributes),
  };
}
