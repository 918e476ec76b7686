import type { Ops } from '../ops.ts';
import type { Tensor } from '../types.ts';
import type { VocabularyContext } from './context.ts';

type Words =
  | 'convolution'
  | 'convolutionInputGradient'
  | 'maxPool'
  | 'averagePool'
  | 'batchNormalization'
  | 'layerNormalization';

/** Convolutions, pools, and what goes with them. */
export function windowsVocabulary({ scope, emit }: VocabularyContext): Pick<Ops, Words> {
  return {
    convolution: (x, kernel, attributes) => emit('convolution', [x, kernel], attributes),
    convolutionInputGradient: (dy, kernel, attributes) =>
      emit('convolutionInputGradient', [dy, kernel], attributes),
    maxPool: (x, attributes) => emit('maxPool', [x], attributes),
    averagePool: (x, attributes) => emit('averagePool', [x], attributes),
    batchNormalization: (x, gamma, beta, epsilon) =>
      scope.emit('batchNormalization', [x, gamma, beta], { epsilon }) as readonly [Tensor, Tensor, Tensor],
    layerNormalization: (x, gamma, beta, epsilon) =>
      emit('layerNormalization', [x, gamma, beta], { epsilon }),
  };
}
