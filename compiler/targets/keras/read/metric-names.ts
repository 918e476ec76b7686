import type { ComponentValue } from '../../../declarations/values.ts';
import { hasDefaultArguments } from '../../default-arguments.ts';
import { ReadProblem } from '../../read/source.ts';
import { foreignClass } from './foreign.ts';
import { isObject, own, type Json } from './json.ts';

/**
 * A metric under the name that a file of Keras gives it, by which it is logged and monitored: its own, which Keras
 * numbers where a program makes several (`auc_1`), or another one of Keras for it (`mse`).
 * @throws ReadProblem for a name that the author chose: the text has none but Keras's
 */
export function withOwnName(
  metric: ComponentValue<'metric'>,
  name: Json | undefined,
  where: string,
): ComponentValue<'metric'> {
  const { declaration } = metric;
  const isKerasName = (given: string): boolean => given === declaration.logName;
  if (typeof name !== 'string' || isKerasName(name) || isKerasName(name.replace(/_\d+$/, ''))) return metric;
  if (declaration.aliases.includes(name) && hasDefaultArguments(metric)) return { ...metric, alias: name };
  throw new ReadProblem(
    `${where} calls its metric \`${metric.name}\` \`${name}\`, and kmodel gives metrics no names of their own.`,
    'Compile the model without this name in Keras, and save it again.',
  );
}

/** The accuracy of a loss whose targets say which one `accuracy` stands for. */
const accuracies: ReadonlyMap<string, string> = new Map([
  ['SparseCategoricalCrossentropy', 'SparseCategoricalAccuracy'],
  ['CategoricalCrossentropy', 'CategoricalAccuracy'],
]);

/**
 * Metrics of a head, of which one that a program calls `accuracy` is that name where Keras would take the name for it:
 * `SparseCategoricalAccuracy(name="accuracy")` beside `sparse_categorical_crossentropy`, and `BinaryAccuracy` of a head
 * of one number, whatever its loss.
 * @param width the size of the head's last axis, where that is known
 */
export function withAccuracyByName(
  metrics: readonly Json[],
  loss: string | undefined,
  width: number | undefined,
): readonly Json[] {
  const meant = width === 1 ? 'BinaryAccuracy' : accuracies.get(loss ?? '');
  return metrics.map((metric) => {
    const config = isObject(metric) ? own(metric, 'config') : undefined;
    if (!isObject(metric) || !isObject(config) || own(metric, 'class_name') !== meant) return metric;
    const { name, dtype = 'float32', threshold = 0.5, ...others } = config;
    const isPlain =
      dtype === 'float32' && threshold === 0.5 && Object.keys(others).length === 0 && !foreignClass(metric);
    return isPlain && (name === 'accuracy' || name === 'acc') ? name : metric;
  });
}
