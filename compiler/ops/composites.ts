import { sizeProduct } from '../shapes/size.ts';
import type { ScopedOps } from './builder.ts';
import { OpError, type OpDefinition } from './definition.ts';
import type { Ops } from './ops.ts';
import type { CompositeOp, OpAttributes, OpName, OpNode, OpNodeOf, PrimitiveNode, Tensor } from './types.ts';

/** An op that is made of others. */
export interface CompositeDefinition<K extends OpName> extends OpDefinition<K> {
  /** The results in terms of other ops. */
  readonly expand: (ops: Ops, inputs: readonly Tensor[], attributes: OpAttributes[K]) => readonly Tensor[];
}

function isWithin(ops: Ops, x: Tensor, low: number, high: number): Tensor {
  return ops.and(ops.greaterEqual(x, low), ops.lessEqual(x, high));
}

/** Ops with a name of their own because some engines run them whole several times faster than in their parts. */
export const composites: { readonly [K in CompositeOp]: CompositeDefinition<K> } = {
  reluGradient: {
    infer: ([, dy]) => [{ dtype: dy!.dtype, shape: dy!.shape }],
    // ⌈min(y, 1)⌉ is 1 for y > 0 and 0 for y = 0: engines run it several times faster than a sign.
    expand: (ops, [y, dy]) => [ops.multiply(dy!, ops.ceil(ops.minimum(y!, 1)))],
    gradient: (ops, node, [ddy]) => [undefined, ops.reluGradient(node.inputs[0]!, ddy!)],
  },

  gelu: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    expand: (ops, [x]) => [ops.multiply(x!, normalDistribution(ops, x!))],
    gradient: (ops, { inputs: [x] }, [dy]) => [ops.emit('geluGradient', [x!, dy!], {})[0]!],
  },

  geluGradient: {
    infer: ([, dy]) => [{ dtype: dy!.dtype, shape: dy!.shape }],
    expand: (ops, [x, dy]) => [ops.multiply(dy!, geluSlope(ops, x!))],
    // φ′(x) = −x · φ(x), so that the slope's slope is (2 − x²) · φ(x).
    gradient: (ops, { inputs: [x, dy] }, [ddy]) => [
      ops.multiply(
        ops.multiply(ddy!, dy!),
        ops.multiply(normalDensity(ops, x!), ops.subtract(2, ops.square(x!))),
      ),
      ops.multiply(ddy!, geluSlope(ops, x!)),
    ],
  },

  clip: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    // Whoever differentiates the parts gets the same gradient.
    expand: (ops, [x], { low, high }) => {
      const inside = isWithin(ops, x!, low, high);
      return [ops.select(inside, x!, ops.stopGradient(ops.minimum(ops.maximum(x!, low), high)))];
    },
    gradient: (ops, { inputs: [x], attributes: { low, high } }, [dy]) => [
      ops.multiply(dy!, ops.cast(isWithin(ops, x!, low, high), dy!.dtype)),
    ],
  },

  channelAffine: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    expand: (ops, [x, factor, shift]) => [ops.add(ops.multiply(x!, factor!), shift!)],
  },

  batchNormalization: {
    infer: ([x, gamma, beta]) => [x!, gamma!, beta!].map(({ dtype, shape }) => ({ dtype, shape })),
    expand: (ops, [x, gamma, beta], { epsilon }) => {
      const axes = allButLast(x!);
      const mean = ops.mean(x!, axes);
      const deviation = ops.subtract(x!, mean);
      const variance = ops.mean(ops.square(deviation), axes);
      const factor = ops.multiply(inverseDeviation(ops, variance, epsilon), gamma!);
      return [ops.add(ops.multiply(deviation, factor), beta!), mean, variance];
    },
    gradient: batchGradient,
  },

  batchNormalizationGradient: {
    infer: ([x, gamma]) => [x!, gamma!, gamma!].map(({ dtype, shape }) => ({ dtype, shape })),
    // With x̂ = (x − mean) / σ: dx = gamma / σ · (dy − mean(dy) − x̂ · mean(dy · x̂)).
    expand: (ops, [x, gamma, mean, variance, dy], { epsilon }) => {
      const axes = allButLast(x!);
      const count = ops.size(sizeProduct(axes.map((axis) => x!.shape[axis]!)));
      const inverse = inverseDeviation(ops, variance!, epsilon);
      const normal = ops.multiply(ops.subtract(x!, mean!), inverse);
      const dbeta = ops.sum(dy!, axes);
      const dgamma = ops.sum(ops.multiply(dy!, normal), axes);
      const centered = ops.subtract(dy!, ops.divide(dbeta, count));
      const inner = ops.subtract(centered, ops.multiply(normal, ops.divide(dgamma, count)));
      return [ops.multiply(inner, ops.multiply(gamma!, inverse)), dgamma, dbeta];
    },
  },

  layerNormalization: {
    infer: ([x]) => {
      const { dtype, shape } = x!;
      const moment = { dtype, shape: shape.with(-1, 1) };
      return [{ dtype, shape }, moment, moment];
    },
    expand: (ops, [x, gamma, beta], { epsilon }) => {
      const mean = ops.mean(x!, [-1], true);
      const deviation = ops.subtract(x!, mean);
      const inverse = inverseDeviation(ops, ops.mean(ops.square(deviation), [-1], true), epsilon);
      const normal = ops.multiply(deviation, inverse);
      return [ops.add(ops.multiply(normal, gamma!), beta!), mean, inverse];
    },
    gradient: layerGradient,
  },

  layerNormalizationGradient: {
    infer: ([x, gamma]) => [x!, gamma!, gamma!].map(({ dtype, shape }) => ({ dtype, shape })),
    // With x̂ = (x − mean) / σ and g = gamma · dy: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ.
    expand: (ops, [x, gamma, mean, inverse, dy]) => {
      const normal = ops.multiply(ops.subtract(x!, mean!), inverse!);
      const others = allButLast(x!);
      const dgamma = ops.sum(ops.multiply(dy!, normal), others);
      const scaled = ops.multiply(dy!, gamma!);
      const along = ops.mean(ops.multiply(scaled, normal), [-1], true);
      const centered = ops.subtract(scaled, ops.mean(scaled, [-1], true));
      const inner = ops.subtract(centered, ops.multiply(normal, along));
      return [ops.multiply(inner, inverse!), dgamma, ops.sum(dy!, others)];
    },
  },
};

/** True for ops that `composites` defines. */
export function isComposite(op: OpName): op is CompositeOp {
  return Object.hasOwn(composites, op);
}

/** The node, where an engine has come upon one that it must know. */
export function requirePrimitive(node: OpNode): PrimitiveNode {
  if (isComposite(node.op)) throw new Error(`${node.op} should have been expanded.`);
  return node as PrimitiveNode;
}

/** A composite node's results in terms of other ops, over the given operands. */
export function expandComposite<K extends CompositeOp>(
  ops: Ops,
  node: OpNodeOf<K>,
  inputs: readonly Tensor[],
): readonly Tensor[] {
  return composites[node.op].expand(ops, inputs, node.attributes);
}

function batchGradient(
  ops: ScopedOps,
  { inputs, outputs, attributes }: OpNodeOf<'batchNormalization'>,
  [dy, dmean, dvariance]: readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  if (dmean || dvariance) throw new OpError('No gradient flows through the moments of a normalization.');
  const [x, gamma] = inputs as readonly [Tensor, Tensor];
  const [, mean, variance] = outputs as readonly [Tensor, Tensor, Tensor];
  return ops.emit('batchNormalizationGradient', [x, gamma, mean, variance, dy!], attributes);
}

function layerGradient(
  ops: ScopedOps,
  { inputs, outputs }: OpNodeOf<'layerNormalization'>,
  [dy, dmean, dinverse]: readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  if (dmean || dinverse) throw new OpError('No gradient flows through the moments of a normalization.');
  const [x, gamma] = inputs as readonly [Tensor, Tensor];
  const [, mean, inverse] = outputs as readonly [Tensor, Tensor, Tensor];
  return ops.emit('layerNormalizationGradient', [x, gamma, mean, inverse, dy!], {});
}

/** Φ(x) = (1 + erf(x / √2)) / 2. */
function normalDistribution(ops: Ops, x: Tensor): Tensor {
  return ops.add(ops.multiply(ops.erf(ops.multiply(x, Math.SQRT1_2)), 0.5), 0.5);
}

/** φ(x) = exp(−x² / 2) / √(2π), the factor within the exponent: one pass over the tensor less. */
function normalDensity(ops: Ops, x: Tensor): Tensor {
  const half = ops.square(ops.multiply(x, Math.SQRT1_2));
  return ops.exp(ops.subtract(-Math.log(2 * Math.PI) / 2, half));
}

function geluSlope(ops: Ops, x: Tensor): Tensor {
  return ops.add(normalDistribution(ops, x), ops.multiply(x, normalDensity(ops, x)));
}

function allButLast(x: Tensor): number[] {
  return Array.from({ length: x.shape.length - 1 }, (_, axis) => axis);
}

function inverseDeviation(ops: Ops, variance: Tensor, epsilon: number): Tensor {
  return ops.reciprocal(ops.sqrt(ops.add(variance, epsilon)));
}
