import { withDefaults } from '../declarations/default-value.ts';
import type { ComponentByHead, ComponentCategory, ComponentValue } from '../declarations/values.ts';
import type { TensorType } from '../shapes/types.ts';
import { binaryCrossentropy, categoricalCrossentropy } from './losses/crossentropy.ts';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './metrics/accuracy.ts';
import {
  binaryCrossentropyMetric,
  categoricalCrossentropyMetric,
  sparseCategoricalCrossentropyMetric,
} from './metrics/loss-metrics.ts';

type Names<C extends ComponentCategory> = ReadonlyMap<string, ComponentByHead<C>['choose']>;

const accuracy = metricByHead(binaryAccuracy, sparseCategoricalAccuracy, categoricalAccuracy);
const crossentropy = metricByHead(
  binaryCrossentropyMetric,
  sparseCategoricalCrossentropyMetric,
  categoricalCrossentropyMetric,
);

const metrics: Names<'metric'> = new Map([
  ['accuracy', accuracy],
  ['acc', accuracy],
  ['crossentropy', crossentropy],
  ['ce', crossentropy],
]);

const losses: Names<'loss'> = new Map([
  ['crossentropy', lossByHead],
  ['ce', lossByHead],
]);

/** Names that Keras resolves by the shapes of a head, in lower case. */
export function namesByHead(category: ComponentCategory): readonly string[] {
  return [
    ...(category === 'metric' ? metrics : category === 'loss' ? losses : new Map<string, never>()).keys(),
  ];
}

/** What a name stands for that Keras resolves by the shapes of a head; undefined for other names. */
export function findByHead(category: ComponentCategory, name: string): ComponentByHead | undefined {
  const key = name.toLowerCase();
  if (category === 'metric' && metrics.has(key))
    return { kind: 'byHead', category, name, choose: metrics.get(key)! };
  if (category === 'loss' && losses.has(key))
    return { kind: 'byHead', category, name, choose: losses.get(key)! };
  return undefined;
}

/** The component that it stands for at a head, called as it was written. */
export function resolveByHead<C extends 'loss' | 'metric'>(
  { choose, name }: ComponentByHead<C>,
  prediction: TensorType,
  target?: TensorType,
): ComponentValue<C> {
  return { ...choose(prediction, target), alias: name };
}

/** `crossentropy` without targets to look at: one unit asks a yes-or-no question, several share one answer. */
function lossByHead(prediction: TensorType): ComponentValue<'loss'> {
  return withDefaults(prediction.shape.at(-1) === 1 ? binaryCrossentropy : categoricalCrossentropy);
}

/**
 * What Keras takes `accuracy` and `crossentropy` for, by the shapes of prediction and target: binary for one
 * unit, sparse where the target lacks the last axis or has one entry there, else categorical.
 */
function metricByHead(
  binary: ComponentValue<'metric'>['declaration'],
  sparse: ComponentValue<'metric'>['declaration'],
  categorical: ComponentValue<'metric'>['declaration'],
): ComponentByHead<'metric'>['choose'] {
  return (prediction, target) => {
    if (prediction.shape.at(-1) === 1) return withDefaults(binary);
    const isSparse =
      target !== undefined && (target.shape.length < prediction.shape.length || target.shape.at(-1) === 1);
    return withDefaults(isSparse ? sparse : categorical);
  };
}
