import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { categoryEncoding } from './category-encoding.ts';
import { discretization } from './discretization.ts';
import { hashedCrossing } from './hashed-crossing.ts';
import { hashing } from './hashing.ts';
import { integerLookup } from './integer-lookup.ts';
import { melSpectrogram } from './mel-spectrogram.ts';
import { normalization } from './normalization.ts';
import { rescaling } from './rescaling.ts';
import { stftSpectrogram } from './stft-spectrogram.ts';
import { stringLookup } from './string-lookup.ts';
import { textVectorization } from './text-vectorization.ts';

/** The preprocessing layers, in the order of the reference. */
export const preprocessingFamily: readonly LayerDeclaration[] = [
  rescaling,
  normalization,
  discretization,
  categoryEncoding,
  hashing,
  hashedCrossing,
  stringLookup,
  integerLookup,
  textVectorization,
  stftSpectrogram,
  melSpectrogram,
];
