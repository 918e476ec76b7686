import { isComponent } from '../declarations/values.ts';
import { eachOptimizer } from '../graph/optimizers.ts';
import { declaredCallbacks } from './callback-arguments.ts';
import type { ModelRuleContext } from './context.ts';

/** KM2004 for callbacks that need another optimizer than the model has. */
export function checkCallbackOptimizer(context: ModelRuleContext): void {
  const { settings, parts } = context.training;
  const optimizers = eachOptimizer({
    optimizer: settings.optimizer,
    parts: parts.map((part) => ({ ...part, layers: [] })),
  });
  const scheduled = optimizers.some(({ optimizer }) => isComponent(optimizer.args.learning_rate, 'schedule'));
  const averages = optimizers.some(({ optimizer }) => optimizer.args.use_ema === true);
  for (const { callback, placeOf } of declaredCallbacks(context)) {
    const report = (message: string, argument: string, help: string): void =>
      context.report('KM2004', 'given', { message }, placeOf(argument), { help });
    if (callback.name === 'SwapEMAWeights' && !averages) {
      report('`SwapEMAWeights` finds no averages of the weights.', '', 'give the optimizer `use_ema: true`.');
    }
    if (callback.name === 'LearningRateScheduler' && scheduled) {
      const help = 'give the optimizer a number, or take the callback out.';
      report('The learning rate of the optimizer follows a schedule of its own.', 'schedule', help);
    }
  }
}
