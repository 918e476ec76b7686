import type { ComponentValue } from '../../../declarations/values.ts';
import { hasDefaultArguments } from '../../default-arguments.ts';
import { ReadProblem } from '../../read/source.ts';
import type { Json } from './json.ts';

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
