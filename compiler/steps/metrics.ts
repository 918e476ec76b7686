import type { HeadMetric } from '../declarations/values.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { TensorType } from '../shapes/types.ts';
import type { StepBuilder } from './step-builder.ts';
import type { StateVariable } from './step-graph.ts';

/** An average over an epoch, weighted by the number of samples of each batch, as Keras tracks its losses. */
export class MeanTracker {
  private readonly builder: StepBuilder;
  private readonly log: string;

  constructor(builder: StepBuilder, log: string) {
    this.builder = builder;
    this.log = log;
  }

  /** The value of a batch of so many samples. */
  add(value: Tensor, samples: Tensor): void {
    this.addShare(this.builder.ops.multiply(value, samples), samples);
  }

  /** A part of a batch's sum; the samples are counted with one of its parts. */
  addShare(sum: Tensor, samples: Tensor | undefined): void {
    const { builder, log } = this;
    const { ops } = builder;
    const total = metricState(log, 'total', [], 0);
    const count = metricState(log, 'count', [], 0);
    const newTotal = ops.add(builder.read(total), sum);
    const newCount = samples ? ops.add(builder.read(count), samples) : builder.read(count);
    builder.write(total, newTotal);
    builder.write(count, newCount);
    builder.output(logOutput(log, []), ops.divideNoNaN(newTotal, newCount));
  }
}

/** Adds a metric's state and its value so far. */
export function trackMetric(
  builder: StepBuilder,
  tracked: {
    readonly metric: HeadMetric;
    readonly log: string;
    readonly type: TensorType;
    readonly yTrue: Tensor;
    readonly yPred: Tensor;
    readonly mask: Tensor | undefined;
    /** float32, [batch] or [batch, …], for metrics that are weighted by it. */
    readonly sampleWeight?: Tensor | undefined;
  },
): void {
  const { metric, log, type, yTrue, yPred, mask, sampleWeight } = tracked;
  const { ops } = builder;
  const { declaration, args } = metric;
  const states = declaration
    .state(type, args)
    .map((state) => metricState(log, state.name, state.shape, state.initial));
  const updated = declaration.update(ops, {
    state: states.map((state) => builder.read(state)),
    yTrue: ops.stopGradient(yTrue),
    yPred,
    weights: weightsOf(ops, mask, (metric.weighted ?? declaration.weighted) ? sampleWeight : undefined),
    mask,
    args,
  });
  states.forEach((state, index) => builder.write(state, updated[index]!));
  const result = declaration.result(ops, updated, args, type);
  builder.output(logOutput(log, result.shape as readonly number[]), result);
}

/** What entries weigh: nothing where they are masked. */
function weightsOf(
  ops: ScopedOps,
  mask: Tensor | undefined,
  sampleWeight: Tensor | undefined,
): Tensor | undefined {
  const counts = mask && ops.cast(mask, 'float32');
  if (!counts || !sampleWeight) return counts ?? sampleWeight;
  const missing = counts.shape.length - sampleWeight.shape.length;
  if (missing <= 0) return ops.multiply(counts, sampleWeight);
  const shape = [...sampleWeight.shape, ...Array<number>(missing).fill(1)];
  return ops.multiply(counts, ops.reshape(sampleWeight, shape));
}

function metricState(log: string, name: string, shape: readonly number[], initial: number): StateVariable {
  return { name: `metric:${log}/${name}`, kind: 'metric', dtype: 'float32', shape, initial };
}

function logOutput(log: string, shape: readonly number[]) {
  return { role: 'log', log, name: `log:${log}`, dtype: 'float32', shape } as const;
}
