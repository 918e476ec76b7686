import type { MetricState } from '../../declarations/define-component.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';

/** What a reduction joins: values, which of them count, and how much. */
export interface Reduced {
  readonly x: Tensor;
  readonly axes: readonly number[];
  /** bool, of the values' axes or of size 1. */
  readonly counts: Tensor | undefined;
  /** float32, of the values' axes or of size 1; 0 where a value does not count. */
  readonly weights: Tensor | undefined;
}

/** A reduction that can go on from batch to batch. State and results keep joined axes with size 1. */
export interface Reducer {
  readonly states: readonly Pick<MetricState, 'name' | 'initial'>[];
  /** New state from a batch. */
  readonly update: (ops: Ops, state: readonly Tensor[], reduced: Reduced) => readonly Tensor[];
  readonly result: (ops: Ops, state: readonly Tensor[]) => Tensor;
}

const weighted = (ops: Ops, { x, weights }: Reduced): Tensor => (weights ? ops.multiply(x, weights) : x);

/** How much all that is joined weighs, in the shape of the result. */
function totalWeight(ops: Ops, { x, axes, weights }: Reduced): Tensor {
  if (weights) return ops.sum(ops.expand(weights, x.shape), axes, true);
  return ops.size(sizeProduct(axes.map((axis) => x.shape[axis]!)));
}

const kept = (ops: Ops, { x, counts }: Reduced, otherwise: number): Tensor =>
  counts ? ops.select(counts, x, otherwise) : x;

const sum: Reducer = {
  states: [{ name: 'total', initial: 0 }],
  update: (ops, [total], reduced) => [ops.add(total!, ops.sum(weighted(ops, reduced), reduced.axes, true))],
  result: (_, [total]) => total!,
};

const mean: Reducer = {
  states: [
    { name: 'total', initial: 0 },
    { name: 'count', initial: 0 },
  ],
  update: (ops, [total, count], reduced) => [
    ops.add(total!, ops.sum(weighted(ops, reduced), reduced.axes, true)),
    ops.add(count!, totalWeight(ops, reduced)),
  ],
  result: (ops, [total, count]) => ops.divideNoNaN(total!, count!),
};

/** A finite stand-in for infinity: differences of it are numbers. */
const most = 3e38;

const max: Reducer = {
  states: [{ name: 'greatest', initial: -most }],
  update: (ops, [greatest], reduced) => [
    ops.maximum(greatest!, ops.reduceMax(kept(ops, reduced, -most), reduced.axes, true)),
  ],
  result: (_, [greatest]) => greatest!,
};

const min: Reducer = {
  states: [{ name: 'least', initial: most }],
  update: (ops, [least], reduced) => [
    ops.minimum(least!, ops.reduceMin(kept(ops, reduced, most), reduced.axes, true)),
  ],
  result: (_, [least]) => least!,
};

const prod: Reducer = {
  states: [{ name: 'product', initial: 1 }],
  update: (ops, [product], reduced) => [
    ops.multiply(product!, ops.product(kept(ops, reduced, 1), reduced.axes, true)),
  ],
  result: (_, [product]) => product!,
};

/**
 * Sums of squared distances from the mean, joined batch by batch.
 * @see Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances"
 */
const moments = {
  states: [
    { name: 'count', initial: 0 },
    { name: 'mean', initial: 0 },
    { name: 'squares', initial: 0 },
  ],
  update: (ops: Ops, [count, average, squares]: readonly Tensor[], reduced: Reduced) => {
    const { x, axes } = reduced;
    const own = totalWeight(ops, reduced);
    const center = ops.divideNoNaN(ops.sum(weighted(ops, reduced), axes, true), own);
    const distances = ops.square(ops.subtract(x, center));
    const ownSquares = ops.sum(weighted(ops, { ...reduced, x: distances }), axes, true);
    const total = ops.add(count!, own);
    const difference = ops.subtract(center, average!);
    const share = ops.divideNoNaN(own, total);
    return [
      total,
      ops.add(average!, ops.multiply(difference, share)),
      ops.add(
        ops.add(squares!, ownSquares),
        ops.multiply(ops.square(difference), ops.multiply(count!, share)),
      ),
    ];
  },
};

const variance: Reducer = {
  ...moments,
  result: (ops, [count, , squares]) => ops.divideNoNaN(squares!, count!),
};

const deviation: Reducer = {
  ...moments,
  result: (ops, state) => ops.sqrt(variance.result(ops, state)),
};

/** log Σ exp(x), as the greatest value and the sum of the others relative to it. */
const logSumExp: Reducer = {
  states: [
    { name: 'greatest', initial: -most },
    { name: 'total', initial: 0 },
  ],
  update: (ops, [greatest, total], reduced) => {
    const values = kept(ops, reduced, -most);
    const next = ops.maximum(greatest!, ops.reduceMax(values, reduced.axes, true));
    const own = ops.sum(ops.exp(ops.subtract(values, next)), reduced.axes, true);
    return [next, ops.add(ops.multiply(total!, ops.exp(ops.subtract(greatest!, next))), own)];
  },
  result: (ops, [greatest, total]) => ops.add(ops.log(total!), greatest!),
};

const any: Reducer = { ...max, states: [{ name: 'any', initial: 0 }] };
const all: Reducer = { ...min, states: [{ name: 'all', initial: 1 }] };

/** By Keras's class of the function. */
const reducers: Readonly<Record<string, Reducer>> = {
  Sum: sum,
  Mean: mean,
  Average: mean,
  Max: max,
  Min: min,
  Prod: prod,
  Var: variance,
  Std: deviation,
  Logsumexp: logSumExp,
  Any: any,
  All: all,
};

/** The reduction that a function is, or undefined for another one. */
export function reducerOf(kerasClass: string): Reducer | undefined {
  return Object.hasOwn(reducers, kerasClass) ? reducers[kerasClass] : undefined;
}

/** The mean over everything: of an expression that leaves one value for each sample. */
export const meanReducer = mean;
