import type { GraphHead, ModelGraph } from '../graph/model-graph.ts';
import { lossEntryShape } from '../steps/losses.ts';
import type { WeightedHead } from '../steps/terms.ts';
import { dictionary, list, numberText, tuple, type PythonExpression } from './python/expressions.ts';
import type { TrainingGap } from './turns.ts';

/** A head with a loss whose classes weigh something. */
export interface ClassWeightedHead extends WeightedHead {
  readonly weights: readonly number[];
  /** How many numbers one target has on its last axis; null where a target is one number, without such an axis. */
  readonly width: number | null;
}

/** The heads whose classes weigh something. */
export function classWeightedHeads({
  heads,
  tensors,
}: Pick<ModelGraph, 'heads' | 'tensors'>): readonly ClassWeightedHead[] {
  return heads.flatMap((head): ClassWeightedHead[] => {
    const { name, classWeight, loss, target } = head;
    if (!classWeight || !loss || !target) return [];
    const perEntry = lossEntryShape({ ...head, type: tensors[head.tensor]! }).length > 0;
    return [{ head: name, perEntry, weights: classWeight, width: targetWidth(head) }];
  });
}

/** Targets of class numbers have no axis of classes; the others have it last, as wide as the classes (KM5010). */
function targetWidth({ target, classWeight }: GraphHead): number | null {
  const { dtype, shape } = target!;
  if (dtype === 'int32' || shape.length === 0) return null;
  return shape.at(-1) === 1 ? 1 : classWeight!.length;
}

/** The weights of classes as a table of Python: by head, weights and the width of a target. */
export function classWeightTable(weighted: readonly ClassWeightedHead[]): PythonExpression {
  return dictionary(
    weighted.map(({ head, weights, width }) => [
      head,
      tuple([
        list(weights.map((weight) => numberText(weight, true))),
        width === null ? 'None' : String(width),
      ]),
    ]),
  );
}

/** Class weights of heads that have their classes on another axis than the last, which no training weighs. */
export function classWeightGaps({ heads }: Pick<ModelGraph, 'heads'>): readonly TrainingGap[] {
  return heads
    .filter(({ classWeight, loss }) => classWeight && (loss?.args.axis ?? -1) !== -1)
    .map(({ name, place }) => ({
      what: `the \`class_weight\` of head \`${name}\``,
      reason: 'it weighs classes on the last axis',
      place,
    }));
}
