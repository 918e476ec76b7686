import { integer, number, requiredComponent } from '../../declarations/declare.ts';
import { isComponent, type ComponentValue } from '../../declarations/values.ts';
import { usualScaling, type LossScaling } from '../../declarations/loss-scaling.ts';
import { defineOptimizer } from './define-optimizer.ts';

/** An optimizer with how its loss is scaled, where a text says so. */
export interface ScaledOptimizer {
  readonly optimizer: ComponentValue<'optimizer'>;
  readonly lossScaling?: LossScaling;
}

/**
 * Keras's `LossScaleOptimizer`. A graph has the optimizer inside of it, and beside it how the loss is scaled: see
 * `withoutLossScale`. By itself it is that optimizer.
 */
export const lossScaleOptimizer = defineOptimizer({
  name: 'LossScaleOptimizer',
  aliases: ['lossscaleoptimizer'],
  summary: 'An optimizer of a loss that is scaled, and scaled back where a gradient is no finite number.',
  arguments: {
    inner_optimizer: requiredComponent('optimizer', 'How weights follow their gradients.'),
    initial_scale: number(usualScaling.initial, 'What the loss is multiplied with at first.', { above: 0 }),
    dynamic_growth_steps: integer(
      usualScaling.growthSteps,
      'Steps with finite gradients, after which the scale doubles.',
      { minimum: 1 },
    ),
  },
  problem: ({ inner_optimizer: inner }) =>
    inner.name === 'LossScaleOptimizer'
      ? {
          argument: 'inner_optimizer',
          message: 'A loss is scaled once: `inner_optimizer` is a `LossScaleOptimizer` itself.',
        }
      : undefined,
  slots: ({ inner_optimizer: { declaration, args } }) => declaration.slots(args),
  update: (ops, { args, ...call }) =>
    args.inner_optimizer.declaration.update(ops, { ...call, args: args.inner_optimizer.args }),
});

/** The optimizer inside of a `LossScaleOptimizer`, and how it scales the loss; any other as it is. */
export function withoutLossScale(optimizer: ComponentValue<'optimizer'>): ScaledOptimizer {
  const { args, name } = optimizer;
  const inner = args.inner_optimizer;
  if (name !== lossScaleOptimizer.name || !isComponent(inner, 'optimizer')) return { optimizer };
  const lossScaling = {
    initial: args.initial_scale as number,
    growthSteps: args.dynamic_growth_steps as number,
  };
  return { optimizer: inner, lossScaling };
}

/** The optimizer as a text of Keras has it: inside of a `LossScaleOptimizer` where the loss is scaled. */
export function withLossScale(
  optimizer: ComponentValue<'optimizer'>,
  lossScaling: LossScaling | undefined,
): ComponentValue<'optimizer'> {
  if (!lossScaling) return optimizer;
  return {
    kind: 'component',
    category: 'optimizer',
    name: lossScaleOptimizer.name,
    args: {
      inner_optimizer: optimizer,
      initial_scale: lossScaling.initial,
      dynamic_growth_steps: lossScaling.growthSteps,
    },
    declaration: lossScaleOptimizer,
  };
}
