import { usualScaling, type LossScaling } from '../declarations/loss-scaling.ts';
import type { TrainingSettings, TrainingStep } from './model-graph.ts';

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
