import type { ComponentValue } from '../../../declarations/values.ts';
import { fitArgumentNames, type FitArgument } from '../../../graph/fit-arguments.ts';
import type { SourceHead, SourceMetric, SourceTraining } from '../../read/source.ts';
import { isList, isObject, own, type Json, type JsonObject } from './json.ts';
import { withAccuracyByName } from './metric-names.ts';
import { readComponent } from './values.ts';

export interface ReadTraining {
  readonly settings: SourceTraining | undefined;
  readonly heads: readonly Pick<SourceHead, 'loss' | 'weight' | 'metrics' | 'weightedMetrics'>[];
}

const heads = 'The training of the model';

/**
 * What `compile` took, and what kmodel's own files say of `fit`.
 * @param compiled of `.keras`, or the older `training_config`
 * @param widths the sizes of the last axes of the outputs, where they are known
 */
export function readTraining(
  compiled: Json,
  outputs: readonly string[],
  widths: readonly (number | undefined)[],
  notes: JsonObject,
): ReadTraining {
  const plain = { loss: undefined, weight: 1, metrics: [], weightedMetrics: [] };
  if (!isObject(compiled)) return { settings: undefined, heads: outputs.map(() => plain) };
  const losses = byOutput(own(compiled, 'loss') ?? null, outputs);
  const weights = byOutput(own(compiled, 'loss_weights') ?? null, outputs);
  const metrics = metricsByOutput(own(compiled, 'metrics') ?? null, outputs);
  const weightedMetrics = metricsByOutput(own(compiled, 'weighted_metrics') ?? null, outputs);
  const optimizer = own(compiled, 'optimizer') ?? own(compiled, 'optimizer_config') ?? null;
  const fit = own(notes, 'fit');
  return {
    settings: {
      optimizer: optimizer === null ? undefined : readComponent('optimizer', optimizer, heads),
      ...(isObject(fit) ? fitSettings(fit) : {}),
    },
    heads: outputs.map((_, index) => {
      const loss = losses[index] === null ? undefined : readLoss(losses[index]!);
      const read = (given: readonly Json[]) =>
        withAccuracyByName(given, loss?.name, widths[index]).map(readMetric);
      return {
        loss,
        weight: typeof weights[index] === 'number' ? weights[index] : 1,
        metrics: read(metrics[index]!),
        weightedMetrics: read(weightedMetrics[index]!),
      };
    }),
  };
}

/** A value for each output: given by name, in order, or one for the only output. */
function byOutput(value: Json, outputs: readonly string[]): readonly Json[] {
  if (isList(value)) return outputs.map((_, index) => value[index] ?? null);
  if (isObject(value) && own(value, 'class_name') === undefined)
    return outputs.map((output) => own(value, output) ?? null);
  return outputs.map(() => value);
}

function metricsByOutput(value: Json, outputs: readonly string[]): readonly (readonly Json[])[] {
  const asList = (each: Json): readonly Json[] => (each === null ? [] : isList(each) ? each : [each]);
  if (isObject(value) && own(value, 'class_name') === undefined)
    return outputs.map((output) => asList(own(value, output) ?? null));
  if (outputs.length === 1)
    return [isList(value) && value.length === 1 && isList(value[0]) ? value[0] : asList(value)];
  return outputs.map((_, index) => (isList(value) ? asList(value[index] ?? null) : []));
}

function readLoss(value: Json): ComponentValue<'loss'> {
  return readComponent('loss', value, heads);
}

function readMetric(value: Json): SourceMetric {
  if (value === 'accuracy' || value === 'acc' || value === 'crossentropy' || value === 'ce') return value;
  return readComponent('metric', value, heads);
}

/** What kmodel's own files say that the classes of a head weigh. */
export function readClassWeight(notes: JsonObject, head: string): readonly number[] | undefined {
  const fit = own(notes, 'fit');
  const byHead = isObject(fit) ? own(fit, 'class_weight') : undefined;
  const weights = isObject(byHead) ? own(byHead, head) : undefined;
  return isList(weights) && weights.every((each) => typeof each === 'number') ? weights : undefined;
}

function fitSettings(fit: JsonObject): Partial<SourceTraining> {
  const number = (key: string): number | undefined => {
    const value = own(fit, key);
    return typeof value === 'number' ? value : undefined;
  };
  const further = fitArgumentNames.flatMap((name): FitArgument[] => {
    const value = own(fit, name);
    if (typeof value === 'number') return [[name, value]];
    return isList(value) && value.every((each) => typeof each === 'number') ? [[name, value]] : [];
  });
  const callbacks = own(fit, 'callbacks');
  const shuffle = own(fit, 'shuffle');
  return Object.fromEntries(
    Object.entries({
      epochs: number('epochs'),
      batchSize: number('batch_size'),
      validationSplit: number('validation_split'),
      further: further.length > 0 ? further : undefined,
      shuffle: typeof shuffle === 'boolean' ? shuffle : undefined,
      seed: number('seed'),
      callbacks: isList(callbacks)
        ? callbacks.map((each) => readComponent('callback', each, heads))
        : undefined,
    }).filter(([, value]) => value !== undefined),
  );
}
