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

/** Layers of images and sequences, which Keras has in two layouts. */
const layouts = new Set(
  (
    'Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose DepthwiseConv1D DepthwiseConv2D ' +
    'SeparableConv1D SeparableConv2D AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D ' +
    'AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AveragePooling1D AveragePooling2D ' +
    'AveragePooling3D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D ' +
    'GlobalMaxPooling2D GlobalMaxPooling3D MaxPooling1D MaxPooling2D MaxPooling3D ConvLSTM1D ConvLSTM2D ConvLSTM3D ' +
    'SpatialDropout2D SpatialDropout3D Cropping2D Cropping3D Flatten UpSampling2D UpSampling3D ZeroPadding2D ' +
    'ZeroPadding3D STFTSpectrogram'
  ).split(' '),
);

const withoutTrainable = new Set([
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'Discretization',
]);

/** The counterpart of a layer class; functions and operators are operations, see `operations.ts`. */
export function counterpartOf({ name, family }: LayerDeclaration): KerasCounterpart {
  const exception = ownValue(exceptions, name) ?? {};
  const hasLayouts = family === 'image' || layouts.has(name);
  return {
    module: exception.module === null || family === 'own' ? null : 'keras.layers',
    called: exception.called ?? [],
    inputs: exception.inputs ?? 'list',
    takesTrainable: !withoutTrainable.has(name),
    fixed: { ...(hasLayouts ? { data_format: 'channels_last' } : {}), ...exception.fixed },
  };
}
