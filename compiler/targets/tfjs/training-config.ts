import { isList, isObject, own, type Json, type JsonObject } from '../keras/read/json.ts';
import { ReadProblem } from '../read/source.ts';
import { snakeCase } from '../../names/snake-case.ts';
import type { TfjsNamed, TfjsPlan } from './types.ts';

/** What `compile` took, as tfjs keeps it in `model.json`; or why tfjs cannot be told, as the end of a sentence. */
export type TfjsTraining = { readonly config: JsonObject } | { readonly reason: string };

/**
 * The training settings of a model for `model.json`: `tf.loadLayersModel` then compiles the model.
 * @param outputNames tfjs's names of the heads
 */
export function trainingConfig(plan: TfjsPlan, outputNames: readonly string[]): TfjsTraining {
  const { heads, layers, optimizer } = plan;
  const penalized = layers.find(({ activityRegularizer }) => activityRegularizer !== null);
  if (penalized) return { reason: `tfjs keeps no \`activity_regularizer\`, as \`${penalized.name}\` has` };
  const without = heads.find(({ loss }) => loss === null);
  if (without) return { reason: `\`${without.name}\` has no loss` };
  const weighted = heads.find(({ weight }) => weight !== 1);
  if (weighted) return { reason: 'tfjs has no weights of losses' };
  const missing = heads.flatMap(({ loss, metrics }) => [loss!, ...metrics]).find(isMissing);
  if (missing) return { reason: `tfjs has no \`${missing.value.name}\` like this` };
  if (optimizer.kind === 'missing') return { reason: optimizer.reason };
  if (heads.length > 1 && heads.some(({ metrics }) => metrics.length > 1))
    return { reason: 'tfjs keeps one metric a head where there are several heads' };
  const names = (each: readonly TfjsNamed[]): readonly string[] =>
    each.flatMap((named) => (named.kind === 'tfjs' ? [named.name] : []));
  const metrics = heads.map((head) => names(head.metrics));
  return {
    config: {
      loss: names(heads.map(({ loss }) => loss!)),
      metrics:
        heads.length === 1
          ? metrics[0]!
          : Object.fromEntries(
              metrics.flatMap(([metric], index) =>
                metric === undefined ? [] : [[outputNames[index]!, metric]],
              ),
            ),
      optimizer_config: optimizerConfig(optimizer),
    },
  };
}

function isMissing(named: TfjsNamed): named is Extract<TfjsNamed, { readonly kind: 'missing' }> {
  return named.kind === 'missing';
}

/** Classes of tfjs's optimizers, with the names of their settings in the order of the factory's arguments. */
const optimizerClasses: Readonly<
  Record<
    string,
    { readonly name: string; readonly settings: readonly (readonly [string, number | boolean | null])[] }
  >
> = {
  sgd: { name: 'SGD', settings: [['learningRate', null]] },
  momentum: {
    name: 'Momentum',
    settings: [
      ['learningRate', null],
      ['momentum', 0],
      ['useNesterov', false],
    ],
  },
  rmsprop: {
    name: 'RMSProp',
    settings: [
      ['learningRate', null],
      ['decay', 0.9],
      ['momentum', 0],
      ['epsilon', 1e-7],
      ['centered', false],
    ],
  },
  adam: {
    name: 'Adam',
    settings: [
      ['learningRate', 0.001],
      ['beta1', 0.9],
      ['beta2', 0.999],
      ['epsilon', 1e-7],
    ],
  },
};

function optimizerConfig({
  factory,
  args,
}: Extract<TfjsPlan['optimizer'], { readonly kind: 'tfjs' }>): JsonObject {
  const { name, settings } = optimizerClasses[factory]!;
  return {
    class_name: name,
    config: Object.fromEntries(settings.map(([key, initial], index) => [key, args[index] ?? initial])),
  };
}

/** Keras's classes and settings, by those of tfjs. */
const kerasOptimizers: Readonly<Record<string, string>> = { RMSProp: 'RMSprop', Momentum: 'SGD' };
const kerasSettings: Readonly<Record<string, string>> = {
  beta1: 'beta_1',
  beta2: 'beta_2',
  useNesterov: 'nesterov',
  initialAccumulatorValue: 'initial_accumulator_value',
};

/**
 * The training settings of a `model.json` as Keras has them.
 * @param heads the number of the model's outputs
 */
export function asKerasTraining(json: Json, heads: number): Json {
  if (!isObject(json)) return json;
  const metrics = own(json, 'metrics') ?? null;
  const named = renamed(metrics);
  const optimizer = own(json, 'optimizer_config') ?? null;
  return {
    ...json,
    loss: renamed(own(json, 'loss') ?? null),
    // One list is for all outputs in tfjs, and a list for each in Keras.
    metrics: isList(named) && heads > 1 ? Array.from({ length: heads }, () => named) : named,
    optimizer_config: isObject(optimizer) ? kerasOptimizer(optimizer) : null,
  };
}

/** Names of losses and metrics: `meanSquaredError` is `mean_squared_error`. */
function renamed(value: Json): Json {
  if (typeof value === 'string') return snakeCase(value);
  if (isList(value)) return value.map(renamed);
  if (!isObject(value) || own(value, 'class_name') !== undefined) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each)]));
}

function kerasOptimizer(json: JsonObject): JsonObject {
  const name = own(json, 'class_name');
  if (typeof name !== 'string') throw new ReadProblem('The training of the model names no optimizer.');
  const config = own(json, 'config');
  const entries = Object.entries(isObject(config) ? config : {}).map(([key, value]): [string, Json] => {
    if (name === 'RMSProp' && key === 'decay') return ['rho', value];
    return [Object.hasOwn(kerasSettings, key) ? kerasSettings[key]! : snakeCase(key), value];
  });
  return {
    class_name: Object.hasOwn(kerasOptimizers, name) ? kerasOptimizers[name]! : name,
    config: Object.fromEntries(entries),
  };
}
