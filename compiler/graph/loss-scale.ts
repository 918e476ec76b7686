import type { TrainingSettings, TrainingStep } from './model-graph.ts';

/** How a training scales its loss, so that small gradients do not vanish in float16. */
export interface LossScaling {
  /** What the loss is multiplied with at first. */
  readonly initial: number;
  /** Steps without a number that is too large, after which the scale doubles. */
  readonly growthSteps: number;
}

/** Those of Keras's `LossScaleOptimizer`. */
export const usualScaling: LossScaling = { initial: 2 ** 15, growthSteps: 2000 };

/**
 * How a training, or one of its steps, scales its loss: as its text says, else as Keras does by itself for
 * `mixed_float16`. Gradients in bfloat16 have the range of float32 and need none.
 */
export function lossScalingOf(
  { lossScaling, precision }: Pick<TrainingSettings, 'lossScaling' | 'precision'>,
  step?: Pick<TrainingStep, 'lossScaling'>,
): LossScaling | undefined {
  return (
    (step ? step.lossScaling : lossScaling) ?? (precision === 'mixed_float16' ? usualScaling : undefined)
  );
}
