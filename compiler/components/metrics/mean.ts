import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import type { Better, LossMisfit, Metric, MetricCall } from '../../declarations/define-component.ts';
import { defineMetric } from '../../declarations/define.ts';

/** What a metric says that averages one value per entry. */
interface MeanMetric<D extends ArgumentDeclarations> {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly logName: string;
  readonly better: Better;
  readonly summary: string;
  readonly arguments: D;
  readonly target?: (head: TensorType, args: ValuesOf<D>) => TensorType | LossMisfit;
  /** The value of each entry, [batch, …]. */
  readonly values: (ops: Ops, call: MetricCall<ValuesOf<D>>) => Tensor;
  /** Entries that weights count for: bool. Without weights all entries count, as in Keras. */
  readonly counted?: (ops: Ops, call: MetricCall<ValuesOf<D>>) => Tensor | undefined;
  /** Applied to the average in the end (a root). */
  readonly finish?: (ops: Ops, average: Tensor) => Tensor;
}

/** A metric that is the weighted average of a value per entry, over everything seen so far. */
export function defineMeanMetric<const D extends ArgumentDeclarations>(metric: MeanMetric<D>): Metric<D> {
  const { values, counted, finish, ...declaration } = metric;
  return defineMetric<D>({
    ...declaration,
    state: () => [
      { name: 'total', shape: [], initial: 0 },
      { name: 'count', shape: [], initial: 0 },
    ],
    update: (ops, call) => {
      const weights = call.weights && countedWeights(ops, call.weights, counted?.(ops, call));
      const { total, count } = weightedTotal(ops, values(ops, call), weights);
      return [ops.add(call.state[0]!, total), ops.add(call.state[1]!, count)];
    },
    result: (ops, state) => {
      const average = ops.divideNoNaN(state[0]!, state[1]!);
      return finish ? finish(ops, average) : average;
    },
  });
}

/** The weights, and 0 for entries that do not count. */
function countedWeights(ops: Ops, weights: Tensor, counted: Tensor | undefined): Tensor {
  if (!counted) return weights;
  const missing = counted.shape.length - weights.shape.length;
  const fitted =
    missing > 0
      ? ops.reshape(weights, [...weights.shape, ...Array<number>(missing).fill(1)])
      : ops.reshape(weights, weights.shape.slice(0, counted.shape.length));
  return ops.multiply(ops.cast(counted, 'float32'), fitted);
}

/**
 * The weighted sum of values, and the sum of the weights. Where the weights have fewer axes, the values are
 * averaged over the rest first, as Keras does.
 */
export function weightedTotal(
  ops: Ops,
  values: Tensor,
  weights: Tensor | undefined,
): { readonly total: Tensor; readonly count: Tensor } {
  if (!weights) return { total: ops.sum(values), count: ops.size(sizeProduct(values.shape)) };
  const [fitted, factor] = alignWeights(ops, values, weights);
  return { total: ops.sum(ops.multiply(fitted, factor)), count: ops.sum(factor) };
}

/** Values and weights with the same number of axes: averages or new axes of one, whichever is needed. */
export function alignWeights(ops: Ops, values: Tensor, weights: Tensor): readonly [Tensor, Tensor] {
  const missing = values.shape.length - weights.shape.length;
  if (missing === 0) return [values, weights];
  if (missing < 0) {
    // A weight with a last axis of one stands for the entry whose last axis the values have given up.
    return [values, ops.squeeze(weights, weights.shape.map((_, axis) => axis).slice(values.shape.length))];
  }
  const extra = values.shape.map((_, axis) => axis).slice(weights.shape.length);
  return [ops.mean(values, extra), weights];
}
