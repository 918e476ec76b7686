import type { Precision } from '../shapes/precision.ts';
import type { Size } from '../shapes/size.ts';
import type { DType } from '../shapes/types.ts';

/**
 * The OpGraph: a model as primitive tensor ops in single-assignment form.
 *
 * Shapes are whole, with the batch axis (the size variable `batch`) where there is one. Images and sequences
 * are channels-last; an engine that wants another layout rewrites the graph.
 */
export interface OpGraph {
  /** In topological order. */
  readonly nodes: readonly OpNode[];
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** The result of an op; identity is `id`, unique within one builder. */
export interface Tensor {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: readonly Size[];
}

export type OpNode = { [K in OpName]: OpNodeOf<K> }[OpName];

export interface OpNodeOf<K extends OpName> {
  readonly op: K;
  readonly inputs: readonly Tensor[];
  readonly attributes: OpAttributes[K];
  readonly outputs: readonly Tensor[];
  /** In what floats it computes; absent where the step says it for all. */
  readonly precision?: Precision;
}

export type OpName = keyof OpAttributes;

/** Ops that are made of others: engines may take them whole where that is faster. */
export type CompositeOp =
  | 'reluGradient'
  | 'gelu'
  | 'geluGradient'
  | 'clip'
  | 'channelAffine'
  | 'batchNormalization'
  | 'batchNormalizationGradient'
  | 'layerNormalization'
  | 'layerNormalizationGradient';

/** Ops that every engine knows. */
export type PrimitiveOp = Exclude<OpName, CompositeOp>;

export type PrimitiveNode = { [K in PrimitiveOp]: OpNodeOf<K> }[PrimitiveOp];

export interface NoAttributes {
  readonly [name: string]: never;
}

/** Low and high padding of each window axis; negative padding crops. */
export type Padding = readonly (readonly [low: Size, high: Size])[];

/** Geometry of convolutions and pools, one entry per spatial axis. */
export interface WindowAttributes {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

export interface ConvolutionAttributes extends WindowAttributes {
  readonly groups: number;
}

export interface PoolAttributes extends WindowAttributes {
  readonly window: readonly number[];
}

export interface OpAttributes {
  /** A value from outside the graph; a parameter of a scan body, too. */
  input: { readonly name: string };
  /** Row-major data; a scalar has shape []. */
  constant: { readonly data: readonly number[] };
  /** 0, 1, 2 … along `axis`, repeated along the others; int32. */
  iota: { readonly shape: readonly Size[]; readonly axis: number };
  /** A size as an int32 scalar. */
  size: { readonly size: Size };

  negate: NoAttributes;
  absolute: NoAttributes;
  sign: NoAttributes;
  exp: NoAttributes;
  log: NoAttributes;
  sqrt: NoAttributes;
  reciprocal: NoAttributes;
  tanh: NoAttributes;
  sigmoid: NoAttributes;
  softplus: NoAttributes;
  erf: NoAttributes;
  sin: NoAttributes;
  cos: NoAttributes;
  atan: NoAttributes;
  sinh: NoAttributes;
  cosh: NoAttributes;
  floor: NoAttributes;
  ceil: NoAttributes;
  /** To the nearest integer, halves to even. */
  round: NoAttributes;
  relu: NoAttributes;
  not: NoAttributes;
  isNaN: NoAttributes;
  /** The same value; no gradient flows through. */
  stopGradient: NoAttributes;
  cast: { readonly to: DType };

  add: NoAttributes;
  subtract: NoAttributes;
  multiply: NoAttributes;
  divide: NoAttributes;
  /** Integers: floored division. */
  floorDivide: NoAttributes;
  /** Floored modulo: the sign of the divisor. */
  modulo: NoAttributes;
  power: NoAttributes;
  maximum: NoAttributes;
  minimum: NoAttributes;
  equal: NoAttributes;
  less: NoAttributes;
  lessEqual: NoAttributes;
  and: NoAttributes;
  or: NoAttributes;
  /** select(condition, whenTrue, whenFalse) */
  select: NoAttributes;

  /** Matrices in the last two axes, leading axes broadcast. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };

  sum: { readonly axes: readonly number[]; readonly keepDims: boolean };
  mean: { readonly axes: readonly number[]; readonly keepDims: boolean };
  reduceMax: { readonly axes: readonly number[]; readonly keepDims: boolean };
  reduceMin: { readonly axes: readonly number[]; readonly keepDims: boolean };
  product: { readonly axes: readonly number[]; readonly keepDims: boolean };
  /** First index of the greatest entry, int32; the axis vanishes. */
  argMax: { readonly axis: number };
  cumulativeSum: { readonly axis: number; readonly reverse: boolean };
  /** Outputs: the k greatest entries along the last axis, descending, and their int32 indices. */
  topK: { readonly k: number };
  softmax: { readonly axis: number };
  logSoftmax: { readonly axis: number };

  reshape: { readonly shape: readonly Size[] };
  transpose: { readonly permutation: readonly number[] };
  /** Broadcasts to a shape (numpy rules). */
  expand: { readonly shape: readonly Size[] };
  /** `sizes` entries from `starts` on, every `strides`-th, for each axis. */
  slice: {
    readonly starts: readonly Size[];
    readonly sizes: readonly Size[];
    readonly strides: readonly number[];
  };
  reverse: { readonly axes: readonly number[] };
  concat: { readonly axis: number };
  /** `interior` entries between neighbours, then `low` and `high` at the ends; negative ends crop. */
  pad: {
    readonly low: readonly Size[];
    readonly high: readonly Size[];
    readonly interior: readonly number[];
    readonly value: number;
  };
  /** gather(data, indices): `indices` replace the axis. Indices are int32, within the axis. */
  gather: { readonly axis: number };
  /** scatterAdd(indices, updates): zeros of [size, …rest], with updates[i] added at indices[i]; duplicates sum. */
  scatterAdd: { readonly size: Size };

  /** convolution(x[batch, …spatial, in], kernel[…window, in / groups, out]) */
  convolution: ConvolutionAttributes;
  /** convolutionInputGradient(dy, kernel): the gradient with respect to x, of the given shape. */
  convolutionInputGradient: ConvolutionAttributes & { readonly inputShape: readonly Size[] };
  /** convolutionKernelGradient(x, dy): the gradient with respect to the kernel, of the given shape. */
  convolutionKernelGradient: ConvolutionAttributes & { readonly kernelShape: readonly Size[] };
  /** Padding counts as minus infinity. */
  maxPool: PoolAttributes;
  /** maxPoolGradient(x, y, dy): each dy goes to the first greatest entry of its window. */
  maxPoolGradient: PoolAttributes;
  /** Averages over the entries of the window that are not padding. */
  averagePool: PoolAttributes;
  averagePoolGradient: PoolAttributes & { readonly inputShape: readonly Size[] };

  // Composite ops, which say in one what others say in several: `composites.ts`.
  /** reluGradient(y, dy): dy where y, a result of relu, is greater than 0, else 0. */
  reluGradient: NoAttributes;
  /** x · Φ(x), with the distribution function of the standard normal distribution. */
  gelu: NoAttributes;
  /** geluGradient(x, dy): dy · (Φ(x) + x · φ(x)). */
  geluGradient: NoAttributes;
  /** Floats no less than `low` and no more than `high`; the gradient is 1 within the bounds and on them, 0 outside. */
  clip: { readonly low: number; readonly high: number };
  /**
   * batchNormalization(x, gamma, beta): y, and mean and population variance of each channel, the last axis, over all
   * other axes. No gradient flows through the latter two.
   */
  batchNormalization: { readonly epsilon: number };
  /** channelAffine(x, factor, shift): x · factor + shift, with one number of both for each entry of the last axis. */
  channelAffine: NoAttributes;
  /** batchNormalizationGradient(x, gamma, mean, variance, dy): the gradients of x, gamma and beta. */
  batchNormalizationGradient: { readonly epsilon: number };
  /**
   * layerNormalization(x, gamma, beta): y, and mean and inverse deviation along the last axis, which stays with size 1.
   * No gradient flows through the latter two.
   */
  layerNormalization: { readonly epsilon: number };
  /** layerNormalizationGradient(x, gamma, mean, inverse, dy): the gradients of x, gamma and beta. */
  layerNormalizationGradient: NoAttributes;

  /**
   * A loop over axis 0 of the scanned inputs.
   * Inputs: initial states, scanned tensors, captured tensors. Body inputs, in order: states, slices, captured.
   * Body outputs: new states, then values to stack. Outputs: final states, stacked values (in the order of the
   * scanned axis, also when `reverse` walks it backwards).
   */
  scan: {
    readonly body: OpGraph;
    readonly states: number;
    readonly scanned: number;
    readonly reverse: boolean;
    readonly length: Size;
  };

  /**
   * Uniform float32 in [0, 1) from an int32 scalar key and the position of each entry: the same key gives the
   * same numbers on every engine.
   */
  randomUniform: { readonly shape: readonly Size[] };
}
