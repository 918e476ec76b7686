import type { ArgumentDeclarations } from './declare.ts';
import type {
  Activation,
  CallbackDeclaration,
  Constraint,
  Initializer,
  Loss,
  Metric,
  Optimizer,
  Regularizer,
  Schedule,
} from './define-component.ts';
import { withActivityPenalty } from './activity-penalty.ts';
import { inEitherFormat } from './data-format.ts';
import type { LayerDeclaration } from './define-layer.ts';
import { withLayerPrecision } from './layer-precision.ts';

/**
 * Checks a layer's types and returns it. Where it takes `data_format`, the declaration says what it does with channels
 * last alone: the other format follows. So do `activity_regularizer` and `dtype`, which every layer takes.
 */
export function defineLayer<const D extends ArgumentDeclarations>(
  declaration: Omit<LayerDeclaration<D>, 'toJSON'>,
): LayerDeclaration<D> {
  return withLayerPrecision(withActivityPenalty(inEitherFormat({ ...declaration, toJSON: leftOut })));
}

/** Checks an activation's types and returns it, with its category and no other names unless stated. */
export function defineActivation<const D extends ArgumentDeclarations>(
  declaration: Declared<Activation<D>>,
): Activation<D> {
  return { aliases: [], ...declaration, category: 'activation', toJSON: leftOut };
}

/** Checks an initializer's types and returns it. */
export function defineInitializer<const D extends ArgumentDeclarations>(
  declaration: Declared<Initializer<D>>,
): Initializer<D> {
  return { aliases: [], ...declaration, category: 'initializer', toJSON: leftOut };
}

/** Checks a regularizer's types and returns it. */
export function defineRegularizer<const D extends ArgumentDeclarations>(
  declaration: Declared<Regularizer<D>>,
): Regularizer<D> {
  return { aliases: [], ...declaration, category: 'regularizer', toJSON: leftOut };
}

/** Checks a constraint's types and returns it. */
export function defineConstraint<const D extends ArgumentDeclarations>(
  declaration: Declared<Constraint<D>>,
): Constraint<D> {
  return { aliases: [], ...declaration, category: 'constraint', toJSON: leftOut };
}

/** Checks a loss's types and returns it. */
export function defineLoss<const D extends ArgumentDeclarations>(declaration: Declared<Loss<D>>): Loss<D> {
  return { aliases: [], ...declaration, category: 'loss', toJSON: leftOut };
}

/** Checks a metric's types and returns it. */
export function defineMetric<const D extends ArgumentDeclarations>(
  declaration: Declared<Metric<D>>,
): Metric<D> {
  return { aliases: [], ...declaration, category: 'metric', toJSON: leftOut };
}

/** Checks an optimizer's types and returns it. */
export function defineOptimizer<const D extends ArgumentDeclarations>(
  declaration: Declared<Optimizer<D>>,
): Optimizer<D> {
  return { aliases: [], ...declaration, category: 'optimizer', toJSON: leftOut };
}

/** Checks a schedule's types and returns it. */
export function defineSchedule<const D extends ArgumentDeclarations>(
  declaration: Declared<Schedule<D>>,
): Schedule<D> {
  return { aliases: [], ...declaration, category: 'schedule', toJSON: leftOut };
}

/** Checks a callback's types and returns it. */
export function defineCallback<const D extends ArgumentDeclarations>(
  declaration: Declared<CallbackDeclaration<D>>,
): CallbackDeclaration<D> {
  return { aliases: [], ...declaration, category: 'callback', toJSON: leftOut };
}

const leftOut = (): undefined => undefined;

/** What a component's file writes: its category follows from the function, other names may be left out. */
type Declared<C extends { aliases: readonly string[]; category: string }> = Omit<
  C,
  'category' | 'aliases' | 'toJSON'
> & {
  readonly aliases?: readonly string[];
};
