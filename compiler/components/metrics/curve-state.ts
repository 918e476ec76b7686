import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { MetricState } from '../../declarations/define-component.ts';
import type { Counts } from './confusion.ts';

const names = ['true_positives', 'true_negatives', 'false_positives', 'false_negatives'] as const;

/** State of metrics that keep all four counts for many thresholds. */
export function curveState(shape: readonly number[]): readonly MetricState[] {
  return names.map((name) => ({ name, shape, initial: 0 }));
}

/** The counts that a state holds. */
export function countsOf(state: readonly Tensor[]): Counts {
  const [truePositives, trueNegatives, falsePositives, falseNegatives] = state as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  return { truePositives, trueNegatives, falsePositives, falseNegatives };
}

/** The state with a batch's counts added. */
export function addCounts(ops: Ops, state: readonly Tensor[], counts: Counts): readonly Tensor[] {
  const list = [counts.truePositives, counts.trueNegatives, counts.falsePositives, counts.falseNegatives];
  return list.map((count, index) => ops.add(state[index]!, count));
}
