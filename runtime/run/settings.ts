import { createHash, type Hash } from 'node:crypto';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { AnyCallback } from '../callbacks/tfjs.ts';
import type { FitSources } from '../data/fit-sources.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { FitOptions } from '../training.ts';
import type { Model } from '../model.ts';
import { dataFingerprint } from './data-fingerprint.ts';

/**
 * Everything that decides on the numbers of a run but for how long it trains: what, in words, and a text that differs
 * where it differs. Two runs of equal settings are the same run.
 */
export type RunSettings = Readonly<Record<string, string>>;

/** The one setting that a run may go on without, where it is told another learning rate. */
export const learningRateSetting = 'the `learning_rate` of the optimizer';

/** Where it alone differs, the seed of a run was drawn, and this one's is another. */
export const startSetting = 'the set of weights at the start';

/**
 * The settings of a training.
 * @param begun those of the run that it goes on with, whose weights at the start are its own
 */
export function runSettings(
  begun: RunSettings | undefined,
  model: Model,
  sources: FitSources,
  options: FitOptions,
  callbacks: readonly AnyCallback[],
): RunSettings {
  const { graph } = model;
  const { training } = graph;
  const { samples, validationSamples } = sources;
  return {
    'the seed': String(model.seed),
    [startSetting]: begun?.[startSetting] ?? weightsFingerprint(model),
    'the batch size': String(options.batchSize ?? training.batchSize),
    'the shuffling': String(options.shuffle ?? training.shuffle),
    'the number of batches in an epoch': String(
      options.stepsPerEpoch ?? options.batchesPerEpoch ?? training.stepsPerEpoch ?? 'all',
    ),
    'the validation split': String(options.validationSplit ?? training.validationSplit),
    ...validationSettings(training, options),
    'the training data': samples ? dataFingerprint(samples) : 'a dataset',
    'the validation data': validationSamples ? dataFingerprint(validationSamples) : 'none, or a dataset',
    ...layerSettings(graph),
    ...headSettings(graph),
    ...(graph.objectives
      ? { 'the objectives': graph.objectives.map(({ name, weight }) => `${name} ${weight}`).join(', ') }
      : {}),
    ...(training.steps ? { 'the steps of the training': JSON.stringify(training.steps) } : {}),
    // Earlier versions knew float32 alone.
    ...(training.precision === 'float32' ? {} : { 'the precision': training.precision }),
    'the class weights': JSON.stringify(options.classWeight ?? null),
    'the optimizer': training.optimizer.name,
    ...argumentSettings(training.optimizer.args, 'the optimizer'),
    ...(training.parts ? { 'the optimizers of parts': JSON.stringify(training.parts) } : {}),
    'the list of callbacks': training.callbacks.map((callback) => JSON.stringify(callback)).join(),
    'the callbacks of the program':
      callbacks
        .filter((callback) => 'getState' in callback)
        .map((callback) => callback.constructor.name)
        .join() || 'none',
  };
}

/** Where they are not Keras's defaults: earlier versions did not know them. */
function validationSettings(training: ModelGraph['training'], options: FitOptions): RunSettings {
  const batchSize = options.validationBatchSize ?? training.validationBatchSize;
  const steps = options.validationSteps ?? training.validationSteps;
  const freq = options.validationFreq ?? training.validationFreq;
  return {
    ...(batchSize === null ? {} : { 'the batch size of validation': String(batchSize) }),
    ...(steps === null ? {} : { 'the number of batches of validation': String(steps) }),
    ...(freq === 1 ? {} : { 'the `validation_freq`': JSON.stringify(freq) }),
  };
}

function layerSettings(graph: ModelGraph): RunSettings {
  const { calls, layers, tensors } = graph;
  const tensorTexts = tensors.map(({ dtype, shape }) => JSON.stringify([dtype, shape]));
  const connections = calls.map(({ layer, inputs, tensorArguments, outputs }) => [
    layers[layer]!.name,
    inputs,
    tensorArguments,
    outputs,
  ]);
  return {
    'the layers': layers.map(({ name, class: kind }) => `${name}: ${kind}`).join(', '),
    'the connections of the layers': JSON.stringify(connections),
    'the types of the tensors': tensorTexts.join(),
    ...Object.fromEntries(
      layers.flatMap((layer) => [
        ...Object.entries(argumentSettings(layer.args, `\`${layer.name}\``)),
        [`\`trainable\` of \`${layer.name}\``, String(layer.trainable)],
      ]),
    ),
  };
}

function headSettings(graph: ModelGraph): RunSettings {
  return Object.fromEntries(
    graph.heads.flatMap(({ name, loss, weight, metrics, classWeight }) => [
      [`the loss of head \`${name}\``, JSON.stringify(loss)],
      [`the weight of head \`${name}\``, String(weight)],
      [`the metrics of head \`${name}\``, JSON.stringify(metrics)],
      ...(classWeight
        ? [[`the \`class_weight\` of head \`${name}\``, JSON.stringify(classWeight)] as const]
        : []),
    ]),
  );
}

function argumentSettings(args: Readonly<Record<string, unknown>>, owner: string): RunSettings {
  const prefix = owner === 'the optimizer' ? 'the ' : '';
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [`${prefix}\`${name}\` of ${owner}`, valueText(value)]),
  );
}

/** A component by its name, then its arguments. */
function valueText(value: unknown): string {
  const isComponent = typeof value === 'object' && value !== null && 'name' in value && 'args' in value;
  return isComponent
    ? `${String(value.name)} ${JSON.stringify(value.args)}`
    : (JSON.stringify(value) ?? 'none');
}

function weightsFingerprint(model: Model): string {
  const hash = createHash('sha256');
  for (const [name, tensor] of Object.entries(model.getWeights())) hashTensor(hash, name, tensor);
  return hash.digest('hex');
}

function hashTensor(hash: Hash, name: string, { dtype, shape, data }: HostTensor): void {
  hash.update(JSON.stringify([name, dtype, shape]));
  hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** What differs between two runs, in words, the shortest first: "the seed is 3 there, and 9 here". */
export function differences(
  there: RunSettings,
  here: RunSettings,
  except: readonly string[] = [],
): readonly string[] {
  const names = new Set([...Object.keys(there), ...Object.keys(here)]);
  return [...names]
    .filter((name) => there[name] !== here[name] && !except.includes(name))
    .map((name) => {
      const [before = '', now = ''] = shortened(there[name], here[name]);
      const isShort = before !== '' && now !== '' && before.length + now.length < 40;
      return isShort ? `${name} is ${before} there, and ${now} here` : `${name} is another one`;
    })
    .sort((a, b) => a.length - b.length);
}

/** Components of different names are told apart by those alone. */
function shortened(...texts: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const names = texts.map((text) => text?.split(' {')[0]);
  return names[0] === names[1] ? texts : names;
}
