import type { Precision } from '../shapes/precision.ts';
import type { ScopedOps } from './builder.ts';
import { greatestHalf } from './half-precision.ts';
import { rebuild, type Replacements } from './rebuild.ts';
import type { OpAttributes, OpGraph, OpName, OpNode, Tensor } from './types.ts';

/**
 * In which precision an op computes where products are in float16:
 *
 * - `half`: always in float16. These are the ops whose time it is about.
 * - `follows`: in float16 where all that it takes comes from float16 or is a parameter, so that what lies between two
 *   products is not twice as large as it need be.
 * - `single`: in float32. Sums over many numbers, and what leaves the range of float16 (its greatest number is 65504).
 */
type Way = 'half' | 'follows' | 'single';

const ways: { readonly [K in OpName]: Way } = {
  input: 'single',
  constant: 'single',
  iota: 'single',
  size: 'single',

  negate: 'follows',
  absolute: 'follows',
  sign: 'follows',
  exp: 'single',
  log: 'single',
  sqrt: 'single',
  reciprocal: 'single',
  tanh: 'follows',
  sigmoid: 'follows',
  softplus: 'single',
  erf: 'single',
  sin: 'single',
  cos: 'single',
  atan: 'single',
  sinh: 'single',
  cosh: 'single',
  floor: 'follows',
  ceil: 'follows',
  round: 'follows',
  relu: 'follows',
  not: 'single',
  isNaN: 'single',
  // Stands before gradients of weights, which an optimizer takes in float32.
  stopGradient: 'single',
  cast: 'single',

  add: 'follows',
  subtract: 'follows',
  multiply: 'follows',
  divide: 'single',
  floorDivide: 'single',
  modulo: 'single',
  power: 'single',
  maximum: 'follows',
  minimum: 'follows',
  equal: 'follows',
  less: 'follows',
  lessEqual: 'follows',
  and: 'single',
  or: 'single',
  select: 'follows',

  matmul: 'half',

  sum: 'single',
  mean: 'single',
  reduceMax: 'single',
  reduceMin: 'single',
  product: 'single',
  argMax: 'single',
  cumulativeSum: 'single',
  topK: 'single',
  softmax: 'single',
  logSoftmax: 'single',

  reshape: 'follows',
  transpose: 'follows',
  expand: 'follows',
  slice: 'follows',
  reverse: 'follows',
  concat: 'follows',
  pad: 'follows',
  gather: 'single',
  scatterAdd: 'single',

  convolution: 'half',
  convolutionInputGradient: 'half',
  convolutionKernelGradient: 'half',
  maxPool: 'follows',
  maxPoolGradient: 'single',
  averagePool: 'single',
  averagePoolGradient: 'single',

  // Its parts follow: what is greater than 0, and a product.
  reluGradient: 'single',
  gelu: 'single',
  geluGradient: 'single',
  clip: 'follows',
  channelAffine: 'single',
  batchNormalization: 'single',
  batchNormalizationGradient: 'single',
  layerNormalization: 'single',
  layerNormalizationGradient: 'single',

  scan: 'single',
  randomUniform: 'single',
};

/**
 * A graph whose matrix products and convolutions compute in float16, and what lies between them too where that loses
 * nothing else (mixed precision; Micikevicius et al., arXiv:1710.03740). Inputs, weights, state and outputs keep their
 * dtypes: products take copies in float16.
 * @param precision of ops that have none of their own
 */
export function inMixedPrecision(graph: OpGraph, precision: Precision = 'mixed_float16'): OpGraph {
  if (!asksForHalf(graph, precision)) return graph;
  const expands = (node: OpNode): boolean => node.op === 'reluGradient' && isMixed(node, precision);
  return rebuild(rebuild(graph, { expands }), { replaces: replacements(precision) });
}

/** Whether any op of a graph would compute in float16. @param precision of ops that have none of their own */
export function asksForHalf({ nodes }: OpGraph, precision: Precision | undefined): boolean {
  return nodes.some(
    (node) =>
      isMixed(node, precision) || (node.op === 'scan' && asksForHalf(node.attributes.body, precision)),
  );
}

function isMixed(
  { precision }: { readonly precision?: Precision | undefined },
  ofStep: Precision | undefined,
): boolean {
  return (precision ?? ofStep) === 'mixed_float16';
}

function replacements(precision: Precision): Replacements {
  const names = (Object.keys(ways) as OpName[]).filter((op) => ways[op] !== 'single');
  return Object.fromEntries(names.map((op) => [op, replacement(op, ways[op], precision)]));
}

function replacement<K extends OpName>(op: K, way: Way, precision: Precision) {
  return (ops: ScopedOps, inputs: readonly Tensor[], attributes: OpAttributes[K]) => {
    if (!isMixed(ops.scope, precision)) return undefined;
    const isHalf = way === 'half' ? inputs.every(isFloat32) : follows(ops, op, inputs);
    if (!isHalf) return undefined;
    const halves = inputs.map((input) => (isFloat32(input) ? toHalf(ops, input) : input));
    return ops
      .emit(op, halves, attributes)
      .map((result) => (result.dtype === 'float16' ? ops.cast(result, 'float32') : result));
  };
}

function follows(ops: ScopedOps, op: OpName, inputs: readonly Tensor[]): boolean {
  const floats = inputs.filter(isFloat32);
  // A square leaves the range of float16 long before its root does.
  if (op === 'multiply' && inputs[0] === inputs[1]) return false;
  return (
    floats.some((input) => isFromHalf(ops, input)) &&
    floats.every((input) => isFromHalf(ops, input) || isParameter(ops, input) || isFlag(ops, input))
  );
}

/** Whether a tensor has numbers of float16, in float32. */
function isFromHalf({ scope }: ScopedOps, tensor: Tensor): boolean {
  const producer = scope.producer(tensor);
  return producer?.op === 'cast' && producer.inputs[0]!.dtype === 'float16';
}

/** Whether a tensor is 0 or 1 everywhere. */
function isFlag({ scope }: ScopedOps, tensor: Tensor): boolean {
  const producer = scope.producer(tensor);
  return producer?.op === 'cast' && producer.inputs[0]!.dtype === 'bool';
}

const moving: ReadonlySet<OpName> = new Set(['reshape', 'transpose', 'expand', 'stopGradient']);

/** Whether a tensor holds a layer's weight, or numbers of the text that float16 has room for. */
function isParameter(ops: ScopedOps, tensor: Tensor): boolean {
  const producer = ops.scope.producer(tensor);
  if (producer?.op === 'constant')
    return producer.attributes.data.every((value) => Math.abs(value) <= greatestHalf);
  if (producer?.op === 'input') return producer.attributes.name.startsWith('weight:');
  return producer !== undefined && moving.has(producer.op) && isParameter(ops, producer.inputs[0]!);
}

function toHalf(ops: ScopedOps, tensor: Tensor): Tensor {
  const producer = ops.scope.producer(tensor);
  return ops.cast(isFlag(ops, tensor) ? producer!.inputs[0]! : tensor, 'float16');
}

function isFloat32({ dtype }: Tensor): boolean {
  return dtype === 'float32';
}
