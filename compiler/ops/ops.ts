import type { Precision } from '../shapes/precision.ts';
import type { Size } from '../shapes/size.ts';
import type { DType } from '../shapes/types.ts';
import type { ConvolutionAttributes, OpAttributes, OpName, PoolAttributes, Tensor } from './types.ts';

/** A tensor, or a number that becomes a scalar of the other operand's dtype. */
export type Operand = Tensor | number;

export type Axes = number | readonly number[];

/**
 * The vocabulary of lowerings: every method adds ops to one graph and returns the result. Elementwise methods
 * broadcast as numpy does. Axes may be negative, and count the batch axis. Equal ops on equal inputs are one op.
 */
export interface Ops {
  /** What `work` adds computes in these floats; in those of the step where there are none. */
  within<T>(precision: Precision | undefined, work: () => T): T;

  // Sources
  constant(data: readonly number[], shape: readonly number[], dtype?: DType): Tensor;
  scalar(value: number, dtype?: DType): Tensor;
  /** One value in every place of a shape. */
  fill(value: number, shape: readonly Size[], dtype?: DType): Tensor;
  /** 0, 1, 2 … along an axis, int32. */
  iota(shape: readonly Size[], axis: number): Tensor;
  /** Whether a truth value is known while the graph is made, and which; undefined where it depends on data. */
  knownTruth(x: Tensor): boolean | undefined;
  /** A size as a scalar (default float32). */
  size(size: Size, dtype?: DType): Tensor;

  // Elementwise, one operand
  negate(x: Tensor): Tensor;
  absolute(x: Tensor): Tensor;
  sign(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  reciprocal(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  /** log(1 + exp(x)), stable. */
  softplus(x: Tensor): Tensor;
  erf(x: Tensor): Tensor;
  sin(x: Tensor): Tensor;
  cos(x: Tensor): Tensor;
  atan(x: Tensor): Tensor;
  sinh(x: Tensor): Tensor;
  cosh(x: Tensor): Tensor;
  floor(x: Tensor): Tensor;
  ceil(x: Tensor): Tensor;
  round(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  not(x: Tensor): Tensor;
  isNaN(x: Tensor): Tensor;
  stopGradient(x: Tensor): Tensor;
  cast(x: Tensor, to: DType): Tensor;

  /** x times the probability that a standard normal value lies below it. */
  gelu(x: Tensor): Tensor;
  /** dy where y, a result of `relu`, is greater than 0, else 0. */
  reluGradient(y: Tensor, dy: Tensor): Tensor;

  // Elementwise, two operands
  add(a: Operand, b: Operand): Tensor;
  subtract(a: Operand, b: Operand): Tensor;
  multiply(a: Operand, b: Operand): Tensor;
  divide(a: Operand, b: Operand): Tensor;
  /** a / b, and 0 where b is 0. */
  divideNoNaN(a: Operand, b: Operand): Tensor;
  floorDivide(a: Operand, b: Operand): Tensor;
  modulo(a: Operand, b: Operand): Tensor;
  power(a: Operand, b: Operand): Tensor;
  maximum(a: Operand, b: Operand): Tensor;
  minimum(a: Operand, b: Operand): Tensor;
  /** Within [low, high]; no gradient outside. */
  clip(x: Tensor, low: number, high: number): Tensor;
  equal(a: Operand, b: Operand): Tensor;
  notEqual(a: Operand, b: Operand): Tensor;
  less(a: Operand, b: Operand): Tensor;
  lessEqual(a: Operand, b: Operand): Tensor;
  greater(a: Operand, b: Operand): Tensor;
  greaterEqual(a: Operand, b: Operand): Tensor;
  and(a: Tensor, b: Tensor): Tensor;
  or(a: Tensor, b: Tensor): Tensor;
  select(condition: Tensor, whenTrue: Operand, whenFalse: Operand): Tensor;

  // Contractions and reductions; without axes over all of them
  matmul(a: Tensor, b: Tensor, options?: { transposeA?: boolean; transposeB?: boolean }): Tensor;
  sum(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
  mean(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
  reduceMax(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
  reduceMin(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
  product(x: Tensor, axes?: Axes, keepDims?: boolean): Tensor;
  argMax(x: Tensor, axis: number): Tensor;
  argMin(x: Tensor, axis: number): Tensor;
  cumulativeSum(x: Tensor, axis: number, reverse?: boolean): Tensor;
  topK(x: Tensor, k: number): readonly [values: Tensor, indices: Tensor];
  softmax(x: Tensor, axis?: number): Tensor;
  logSoftmax(x: Tensor, axis?: number): Tensor;

  // Movement
  reshape(x: Tensor, shape: readonly Size[]): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  expand(x: Tensor, shape: readonly Size[]): Tensor;
  /** Inserts an axis of size 1 at a place of the result. */
  expandDims(x: Tensor, axis: number): Tensor;
  squeeze(x: Tensor, axes: Axes): Tensor;
  slice(x: Tensor, starts: readonly Size[], sizes: readonly Size[], strides?: readonly number[]): Tensor;
  /** `size` entries of one axis from `start` on, every `stride`-th. */
  sliceAxis(x: Tensor, axis: number, start: Size, size: Size, stride?: number): Tensor;
  /** Equal parts of one axis, whose size must be a known multiple of `count`. */
  split(x: Tensor, count: number, axis: number): Tensor[];
  reverse(x: Tensor, axes: Axes): Tensor;
  concat(tensors: readonly Tensor[], axis: number): Tensor;
  stack(tensors: readonly Tensor[], axis: number): Tensor;
  pad(
    x: Tensor,
    low: readonly Size[],
    high: readonly Size[],
    options?: { value?: number; interior?: readonly number[] },
  ): Tensor;
  /** Every entry of an axis `count` times in a row. */
  repeat(x: Tensor, count: number, axis: number): Tensor;

  // Indexing
  gather(data: Tensor, indices: Tensor, axis?: number): Tensor;
  scatterAdd(indices: Tensor, updates: Tensor, size: Size): Tensor;
  /** float32 [...indices, depth]: 1 at the index, 0 elsewhere. */
  oneHot(indices: Tensor, depth: number): Tensor;

  // Windows, channels last
  convolution(x: Tensor, kernel: Tensor, attributes: ConvolutionAttributes): Tensor;
  /** The transposed convolution: kernel [...window, out, in / groups] as convolution's of the other direction. */
  convolutionInputGradient(
    dy: Tensor,
    kernel: Tensor,
    attributes: ConvolutionAttributes & { inputShape: readonly Size[] },
  ): Tensor;
  maxPool(x: Tensor, attributes: PoolAttributes): Tensor;
  /** Channels, the last axis, with mean 0 and variance 1, times gamma, plus beta; and mean and variance. */
  batchNormalization(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    epsilon: number,
  ): readonly [y: Tensor, mean: Tensor, variance: Tensor];
  /** Entries along the last axis with mean 0 and variance 1, times gamma, plus beta. */
  layerNormalization(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor;
  averagePool(x: Tensor, attributes: PoolAttributes): Tensor;

  /**
   * A loop over axis 0 of `scanned`. The body may use any tensor from outside; it returns new states and the
   * values to stack along a new axis 0.
   */
  scan(loop: Scan): { readonly states: readonly Tensor[]; readonly stacked: readonly Tensor[] };

  /** Any op by name, for gradient rules and rewrites; lowerings use the methods above. */
  emit<K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K]): readonly Tensor[];

  /** Uniform float32 in [0, 1) for an int32 scalar key. */
  randomUniform(key: Tensor, shape: readonly Size[]): Tensor;
  /** Standard normal float32, by Box and Muller. */
  randomNormal(key: Tensor, shape: readonly Size[]): Tensor;
}

export interface Scan {
  readonly states: readonly Tensor[];
  readonly scanned: readonly Tensor[];
  /** Number of steps, for loops that scan nothing; else taken from `scanned`. */
  readonly length?: Size;
  /** From the last entry to the first; stacked values stay at their entry's place. */
  readonly reverse?: boolean;
  readonly body: (
    ops: Ops,
    states: readonly Tensor[],
    slices: readonly Tensor[],
  ) => { readonly states: readonly Tensor[]; readonly stacked: readonly Tensor[] };
}
