import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { ownValue } from '../../names/own-value.ts';
import type { KerasConfig } from './types.ts';

/**
 * How Keras 3 says a layer, and so how its layer of that class is read here. Names and defaults of arguments are
 * Keras's own: only what differs is written down.
 */
export interface KerasCounterpart {
  /** Where the class lives; null for one that generated modules bring along and register. */
  readonly module: string | null;
  /** Arguments that Keras takes where the layer is called. */
  readonly called: readonly string[];
  /** Several inputs are one list, or stand one behind the other. */
  readonly inputs: 'list' | 'arguments';
  /** Arguments that Keras alone has, with the values that say what kmodel means. */
  readonly fixed: KerasConfig;
  /** False for classes without weights whose constructor knows no `trainable`. */
  readonly takesTrainable: boolean;
}

/** Arguments that are records in Keras and lists here, with the keys of the entries in their order. */
export const recordArguments: Readonly<Record<string, readonly string[]>> = {
  renorm_clipping: ['rmin', 'rmax', 'dmax'],
};

interface Exception {
  readonly module?: null;
  readonly called?: readonly string[];
  readonly inputs?: 'arguments';
  readonly fixed?: KerasConfig;
}

const attends = { called: ['return_attention_scores', 'use_causal_mask'] } as const;

/** Layers that differ in more than what their declaration says. */
const exceptions: Readonly<Record<string, Exception>> = {
  MultiHeadAttention: { ...attends, inputs: 'arguments' },
  GroupQueryAttention: { ...attends, inputs: 'arguments' },
  Attention: attends,
  AdditiveAttention: attends,
  ReversibleEmbedding: { called: ['reverse'] },
  CategoryEncoding: { fixed: { sparse: false } },
  Discretization: { fixed: { sparse: false } },
  Hashing: { fixed: { sparse: false } },
  HashedCrossing: { fixed: { sparse: false } },
  StringLookup: { fixed: { invert: false, sparse: false, encoding: 'utf-8' } },
  IntegerLookup: { fixed: { invert: false, sparse: false, vocabulary_dtype: 'int64' } },
  TextVectorization: { fixed: { sparse: false, ragged: false, encoding: 'utf-8' } },
  PositionEmbedding: { module: null },
  SinePositionEncoding: { module: null },
};

const withoutTrainable = new Set([
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'Discretization',
]);

/** The counterpart of a layer class; functions and operators are operations, see `operations.ts`. */
export function counterpartOf({ name, family }: LayerDeclaration): KerasCounterpart {
  const exception = ownValue(exceptions, name) ?? {};
  return {
    module: exception.module === null || family === 'own' ? null : 'keras.layers',
    called: exception.called ?? [],
    inputs: exception.inputs ?? 'list',
    takesTrainable: !withoutTrainable.has(name),
    fixed: exception.fixed ?? {},
  };
}
