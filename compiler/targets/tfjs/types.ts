import type { ComponentValue } from '../../declarations/values.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { LayerIndex, TensorIndex } from '../../graph/model-graph.ts';
import type { Size } from '../../shapes/size.ts';
import type { ElementType } from '../../shapes/types.ts';

/** An argument as tfjs-layers takes it. */
export type TfjsValue =
  number | string | boolean | null | readonly TfjsValue[] | TfjsObject | CustomActivation;

export type TfjsConfig = Readonly<Record<string, TfjsValue>>;

/** What `tf.<namespace>.<factory>(config)` makes: `tf.initializers.heNormal({ seed: 1 })`. */
export interface TfjsObject {
  readonly kind: 'object';
  readonly namespace: 'initializers' | 'regularizers' | 'constraints' | 'layers';
  readonly factory: string;
  readonly config: TfjsConfig;
}

/** An activation that tfjs-layers does not have: generated code brings it along. */
export interface CustomActivation {
  readonly kind: 'activation';
  readonly value: ComponentValue<'activation'>;
}

/** A layer that `tf.layers.<factory>(config)` makes. */
export interface TfjsLayerCall {
  readonly kind: 'tfjs';
  readonly factory: string;
  /** Every argument that differs from tfjs's default; without `name` and `trainable`. */
  readonly config: TfjsConfig;
  /** Why training it is not what kmodel (and Keras) does, though predictions are the same. */
  readonly trainsDifferently?: string;
}

/** A layer that tfjs-layers cannot make. */
export interface MissingLayer {
  readonly kind: 'missing';
  /** What is missing, as a part of a sentence: "tfjs has no `GroupNormalization`". */
  readonly reason: string;
}

export interface TfjsLayer {
  /** The layer's name in the ModelGraph. */
  readonly name: string;
  /** The name that it can have in tfjs, which takes ASCII alone. */
  readonly tfjsName: string;
  /** Keras's class name. */
  readonly class: string;
  readonly trainable: boolean;
  readonly implementation: TfjsLayerCall | MissingLayer;
  /** Penalty on the results: tfjs-layers takes none, so whoever builds the layer adds it to the loss. */
  readonly activityRegularizer: TfjsObject | null;
  /** Full names of the weights (`LAYER/kernel`) in the order of tfjs's `layer.getWeights()`; the layouts are the same. */
  readonly weights: readonly string[];
  readonly place: Place;
}

export interface TfjsCall {
  readonly layer: LayerIndex;
  readonly inputs: readonly TensorIndex[];
  /** For tfjs's call arguments: `initialState`. */
  readonly tensorArguments: Readonly<Record<string, readonly TensorIndex[]>>;
  readonly outputs: readonly TensorIndex[];
}

export interface TfjsInput {
  readonly name: string;
  readonly tfjsName: string;
  readonly tensor: TensorIndex;
  /** Without the batch axis; null where the size is known only at run time. */
  readonly shape: readonly (number | null)[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** A loss or metric: a name that `model.compile` takes, or one that tfjs-layers does not have in this form. */
export type TfjsNamed =
  | { readonly kind: 'tfjs'; readonly name: string }
  | { readonly kind: 'missing'; readonly value: ComponentValue };

export interface TfjsHead {
  readonly name: string;
  readonly tensor: TensorIndex;
  readonly loss: TfjsNamed | null;
  readonly weight: number;
  readonly metrics: readonly TfjsNamed[];
}

/** `tf.train.<factory>(…args)`, or an optimizer that tfjs does not have in this form. */
export type TfjsOptimizer =
  | { readonly kind: 'tfjs'; readonly factory: string; readonly args: readonly (number | boolean)[] }
  | { readonly kind: 'missing'; readonly value: ComponentValue; readonly reason: string };

/** A model as calls of tfjs-layers; indices are those of the ModelGraph. */
export interface TfjsPlan {
  readonly name: string;
  readonly inputs: readonly TfjsInput[];
  readonly layers: readonly TfjsLayer[];
  readonly calls: readonly TfjsCall[];
  readonly heads: readonly TfjsHead[];
  readonly optimizer: TfjsOptimizer;
}

/** A size as tfjs writes it in shapes. */
export function tfjsSize(size: Size): number | null {
  return typeof size === 'number' ? size : null;
}

/** The dtype of what is fed for an input: images come as floats. */
export function tfjsDType(dtype: ElementType): TfjsInput['dtype'] {
  if (dtype === 'bool') return 'bool';
  return dtype === 'int32' || dtype === 'int64' ? 'int32' : 'float32';
}
