import { join } from 'node:path';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import type { CallbackState } from '../callbacks/callback.ts';
import type { HostTensor } from '../engines/engine.ts';
import { KmodelError, WeightsError } from '../errors.ts';
import { isFile, requirePath } from '../files.ts';
import type { Progress } from '../training.ts';
import { kindOf } from '../kind-of.ts';
import type { Model } from '../model.ts';
import { requireModel } from '../require-model.ts';
import type { RunSettings } from '../run/settings.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** Everything that a run needs to go on to the same bits: state, place in the data, seed, callbacks. */
export interface Checkpoint {
  readonly state: Readonly<Record<string, HostTensor>>;
  readonly progress: Progress;
  readonly seed: number;
  /** A text that tells one model from another: resuming needs the same one. */
  readonly fingerprint: string;
  /** What the run was begun with; undefined in a checkpoint that was saved without. */
  readonly settings: RunSettings | undefined;
}

const checkpointFormat = 'kmodel checkpoint 2';

/** Files of the first format may be without a checksum: they were written before there was one. */
const readableFormats: readonly (string | undefined)[] = ['kmodel checkpoint 1', checkpointFormat];

export function checkpointPath(folder: string): string {
  return join(folder, 'checkpoint.safetensors');
}

export function hasCheckpoint(folder: string): boolean {
  return isFile(checkpointPath(folder));
}

/** @throws KmodelError where it cannot be written; the last good one then stays */
export function saveCheckpoint(
  folder: string,
  model: Model,
  progress: Progress,
  settings?: RunSettings,
): void {
  requirePath('saveCheckpoint', folder);
  requireModel('saveCheckpoint', model);
  const tensors: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(model.getState())) tensors[`state/${name}`] = tensor;
  progress.callbacks.forEach((callback, index) => {
    for (const [name, tensor] of Object.entries(callback?.tensors ?? {}))
      tensors[`callback/${index}/${name}`] = tensor;
  });
  const values = progress.callbacks.map((callback) => callback && callback.values);
  writeSafetensors(checkpointPath(folder), {
    tensors,
    metadata: {
      format: checkpointFormat,
      progress: JSON.stringify({ ...progress, callbacks: values }),
      seed: String(model.seed),
      fingerprint: modelFingerprint(model),
      ...(settings && { settings: JSON.stringify(settings) }),
    },
  });
}

/**
 * @returns undefined where the folder has no checkpoint
 * @throws WeightsError where it is broken
 */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  requirePath('readCheckpoint', folder);
  const path = checkpointPath(folder);
  if (!isFile(path)) return undefined;
  const { tensors, metadata } = readSafetensors(path);
  const stored = parseProgress(metadata.progress);
  const seed = Number(metadata.seed);
  if (!readableFormats.includes(metadata.format) || !stored || !isCount(seed)) {
    throw new WeightsError(`${path} is no checkpoint of kmodel.`, 'Start anew without `--resume`.');
  }
  const named = Object.entries(tensors);
  const within = (prefix: string): Readonly<Record<string, HostTensor>> =>
    Object.fromEntries(
      named.flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
      ),
    );
  const callbacks = stored.callbacks.map(
    (values, index) => values && { values, tensors: within(`callback/${index}/`) },
  );
  return {
    state: within('state/'),
    progress: { ...stored, callbacks },
    seed,
    fingerprint: metadata.fingerprint ?? '',
    settings: parseSettings(metadata.settings),
  };
}

function parseSettings(text: string | undefined): RunSettings | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (!isObject(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
  } catch {
    return undefined;
  }
}

type StoredProgress = Omit<Progress, 'callbacks'> & {
  readonly callbacks: readonly (CallbackState['values'] | null)[];
};

/** The place in the training as it was written; undefined where the text is anything else. */
function parseProgress(text: string | undefined): StoredProgress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
  return isProgress(value) ? value : undefined;
}

function isProgress(value: unknown): value is StoredProgress {
  if (!isObject(value)) return false;
  const { epoch, step, history, callbacks } = value;
  return (
    isCount(epoch) &&
    isCount(step) &&
    isObject(history) &&
    Object.values(history).every(Array.isArray) &&
    Array.isArray(callbacks) &&
    callbacks.every((values) => values === null || isObject(values))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * State depends on the weights' names and shapes and on the optimizer. A run's settings tell the optimizer more
 * exactly, so that it may go on with another learning rate where it is told to.
 * @throws WeightsError where the checkpoint is of another model
 */
export function requireSameModel(model: Model, checkpoint: Checkpoint): void {
  const [there, here] = [checkpoint.fingerprint, modelFingerprint(model)].map((text) =>
    checkpoint.settings ? text.split('; ')[0] : text,
  );
  if (there === here) return;
  throw new WeightsError(
    `The checkpoint is of another model than \`${model.graph.name}\` is now: its weights or its optimizer have changed.`,
    'Train into another folder, or start anew without `--resume`.',
  );
}

/** Whether a checkpoint's optimizer is the model's, whatever its learning rate: its state then is one of the model. */
export function hasSameOptimizer(model: Model, { fingerprint }: Checkpoint): boolean {
  const ruled = (text: string): string =>
    text.slice(text.indexOf('; ')).replace(/"learning_rate":[-+.\de]+/g, '"learning_rate":0');
  return ruled(fingerprint) === ruled(modelFingerprint(model));
}

/**
 * Brings a model to a checkpoint's state.
 * @throws WeightsError where the checkpoint is of another model
 */
export function restoreCheckpoint(model: Model, checkpoint: Checkpoint): void {
  requireModel('restoreCheckpoint', model);
  if (!isObject(checkpoint) || !isObject(checkpoint.state))
    throw new KmodelError(
      `\`restoreCheckpoint\` takes a checkpoint, and was given ${kindOf(checkpoint)}.`,
      '`readCheckpoint(folder)` gives one, or undefined where the folder has none.',
    );
  requireSameModel(model, checkpoint);
  for (const { name, weight } of modelWeights(model.graph)) {
    const state = weightState(name, weight).name;
    const found = Object.hasOwn(checkpoint.state, state) ? checkpoint.state[state] : undefined;
    if (found?.dtype !== 'float32' || found.shape.join() !== weight.shape.join()) {
      throw new WeightsError(
        `The checkpoint does not hold the weight \`${name}\` of \`${model.graph.name}\`.`,
        'Start anew without `--resume`.',
      );
    }
  }
  model.setState(checkpoint.state);
}

/** The weights' names and shapes and the optimizer: what state depends on. */
export function modelFingerprint(model: Model): string {
  const weights = model.graph.layers.flatMap((layer) =>
    layer.weights.map((weight) => `${layer.name}/${weight.name}[${weight.shape.join()}]`),
  );
  const { optimizer, steps } = model.graph.training;
  const turns = steps ? `; ${JSON.stringify(steps)}` : '';
  return `${model.graph.name}: ${weights.join(' ')}; ${JSON.stringify(optimizer)}${turns}`;
}
