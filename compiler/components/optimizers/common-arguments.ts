import {
  argument,
  boolean,
  noneByDefault,
  number,
  requiredInteger,
  requiredNumber,
  type ArgumentDeclaration,
} from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';

/** A number or a schedule; negative rates are an error. */
export function learningRate(value: number): ArgumentDeclaration<number | ComponentValue> {
  return argument<number | ComponentValue>(
    {
      kind: 'anyOf',
      of: [
        { kind: 'number', minimum: 0 },
        { kind: 'component', category: 'schedule' },
      ],
    },
    value,
    'Size of the steps: a number or a schedule.',
  );
}

/** Decay rates of running averages lie in [0, 1). */
export const averageRate = (value: number, doc: string) => number(value, doc, { minimum: 0, below: 1 });

/** What keeps a quotient finite; whether it stands inside a root is the optimizer's. */
export const epsilonArgument = (value = 1e-7) =>
  number(value, 'Keeps the denominator from being zero.', { minimum: 0 });

export const weightDecay = noneByDefault(
  requiredNumber('Share of each weight taken off in every step, times the learning rate.', { minimum: 0 }),
);

/** What every optimizer takes after `weight_decay`; the step builder carries it out. */
export const clippingAndAveraging = {
  clipnorm: noneByDefault(requiredNumber('Greatest norm of each gradient.', { minimum: 0 })),
  clipvalue: noneByDefault(requiredNumber('Greatest magnitude of each entry of a gradient.', { minimum: 0 })),
  global_clipnorm: noneByDefault(requiredNumber('Greatest norm of all gradients together.', { minimum: 0 })),
  use_ema: boolean(false, 'Keep running averages of the weights, and use them in the end.'),
  ema_momentum: number(0.99, 'How slowly the averages follow the weights.', { minimum: 0, maximum: 1 }),
  ema_overwrite_frequency: noneByDefault(
    requiredInteger('Steps after which the averages replace the weights.', { minimum: 1 }),
  ),
  loss_scale_factor: noneByDefault(
    requiredNumber('Factor of the loss for the backward pass, taken out of the gradients again.', {
      above: 0,
    }),
  ),
  gradient_accumulation_steps: noneByDefault(
    requiredInteger('Steps whose gradients are averaged into one update.', { minimum: 2 }),
  ),
};

/** The arguments that all optimizers but a few share, in Keras's order. */
export const commonArguments = { weight_decay: weightDecay, ...clippingAndAveraging };
