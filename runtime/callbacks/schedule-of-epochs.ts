import type { ComponentValue } from '../../compiler/declarations/values.ts';
import { StepBuilder } from '../../compiler/steps/step-builder.ts';
import type { RateOfEpoch } from './learning-rate-scheduler.ts';

/** The learning rates of a schedule whose steps are epochs, worked out by the engine of the model. */
export function scheduleOfEpochs({ declaration, args }: ComponentValue<'schedule'>): RateOfEpoch {
  return async (epoch, _, { model: { engine } }) => {
    const builder = new StepBuilder();
    const rate = declaration.lower(builder.ops, builder.ops.scalar(epoch), args);
    builder.output({ role: 'prediction', of: 'rate', name: 'rate', dtype: 'float32', shape: [] }, rate);
    const step = await engine.load(builder.finish('predict', 'schedule'));
    const state = engine.createState();
    try {
      const { rate: found } = await step.run(state, {});
      return Number(found!.data[0]);
    } finally {
      state.dispose?.();
      await step.release();
    }
  };
}
