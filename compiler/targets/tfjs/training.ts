import type { ComponentValue, HeadMetric } from '../../declarations/values.ts';
import { camelCase } from './names.ts';
import type { TfjsNamed, TfjsOptimizer } from './types.ts';
import { equalValues, hasDefaultArguments } from '../default-arguments.ts';

/** tfjs's losses that compute what Keras's do, by Keras's class. */
const losses: Readonly<Record<string, string>> = {
  MeanSquaredError: 'meanSquaredError',
  MeanAbsoluteError: 'meanAbsoluteError',
  MeanAbsolutePercentageError: 'meanAbsolutePercentageError',
  Hinge: 'hinge',
  SquaredHinge: 'squaredHinge',
  LogCosh: 'logcosh',
  BinaryCrossentropy: 'binaryCrossentropy',
  CategoricalCrossentropy: 'categoricalCrossentropy',
  SparseCategoricalCrossentropy: 'sparseCategoricalCrossentropy',
};

/** tfjs's metrics by Keras's class. */
const metrics: Readonly<Record<string, string>> = {
  BinaryAccuracy: 'accuracy',
  CategoricalAccuracy: 'accuracy',
  SparseCategoricalAccuracy: 'accuracy',
  MeanSquaredError: 'mse',
  MeanAbsoluteError: 'mae',
  MeanAbsolutePercentageError: 'mape',
  CategoricalCrossentropy: 'categoricalCrossentropy',
};

/** A loss as `model.compile` takes it. */
export function tfjsLoss(loss: ComponentValue): TfjsNamed {
  const name = losses[loss.name];
  return name !== undefined && hasDefaultArguments(loss)
    ? { kind: 'tfjs', name }
    : { kind: 'missing', value: loss };
}

/** A metric as `model.compile` takes it, which weighs none; tfjs resolves `accuracy` by the head, as Keras does. */
export function tfjsMetric(metric: HeadMetric): TfjsNamed {
  const name = metrics[metric.name];
  const isPlain = hasDefaultArguments(withoutName(metric));
  return name !== undefined && isPlain && !metric.weighted
    ? { kind: 'tfjs', name }
    : { kind: 'missing', value: metric };
}

function withoutName(metric: ComponentValue): ComponentValue {
  const args = Object.fromEntries(Object.entries(metric.args).filter(([name]) => name !== 'name'));
  return { ...metric, args };
}

/** The arguments of `tf.train` factories, in their order; a pair has what Keras's value must be for tfjs to fit. */
const optimizers: Readonly<Record<string, { readonly factory: string; readonly args: readonly string[] }>> = {
  RMSprop: { factory: 'rmsprop', args: ['learning_rate', 'rho', 'momentum', 'epsilon'] },
  Adam: { factory: 'adam', args: ['learning_rate', 'beta_1', 'beta_2', 'epsilon'] },
};

/** What tfjs's factories take when an argument is left out. */
const factoryDefaults: Readonly<Record<string, readonly (number | undefined)[]>> = {
  rmsprop: [undefined, 0.9, 0, 1e-7],
  adam: [0.001, 0.9, 0.999, 1e-7],
};

/** The optimizer as `tf.train` makes it, with trailing defaults left out. */
export function tfjsOptimizer(optimizer: ComponentValue<'optimizer'>): TfjsOptimizer {
  const reason = missingReason(optimizer);
  if (reason !== undefined) return { kind: 'missing', value: optimizer, reason };
  const { args } = optimizer;
  if (optimizer.name === 'SGD') {
    const rate = args.learning_rate as number;
    if (args.momentum === 0) return { kind: 'tfjs', factory: 'sgd', args: [rate] };
    const more = args.nesterov === true ? [true] : [];
    return { kind: 'tfjs', factory: 'momentum', args: [rate, args.momentum as number, ...more] };
  }
  const { factory, args: names } = optimizers[optimizer.name]!;
  const values = names.map((name) => args[name] as number);
  const defaults = factoryDefaults[factory]!;
  // The learning rate stays: readers look for it.
  while (values.length > 1 && values.at(-1) === defaults[values.length - 1]) values.pop();
  return { kind: 'tfjs', factory, args: values };
}

function missingReason(optimizer: ComponentValue<'optimizer'>): string | undefined {
  const { name, args } = optimizer;
  if (name !== 'SGD' && !Object.hasOwn(optimizers, name)) return `tfjs has no \`${name}\``;
  if (typeof args.learning_rate !== 'number') return 'tfjs has no learning-rate schedules';
  const used = new Set(optimizers[name]?.args ?? ['learning_rate', 'momentum', 'nesterov']);
  const declared = optimizer.declaration.arguments;
  for (const [argument, value] of Object.entries(args)) {
    if (used.has(argument) || equalValues(value, declared[argument]?.default)) continue;
    // Without averages that take the weights' place, these change nothing.
    if (argument === 'ema_momentum' || argument === 'loss_scale_factor') continue;
    return `tfjs's optimizer has no \`${camelCase(argument)}\``;
  }
  return undefined;
}
