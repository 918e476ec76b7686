import { join } from 'node:path';
import type { CallbackState } from '../callbacks/callback.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { isFile } from '../files.ts';
import type { Progress } from '../fit.ts';
import type { Model } from '../model.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** Everything that a run needs to go on to the same bits: state, place in the data, seed, callbacks. */
export interface Checkpoint {
  readonly state: Readonly<Record<string, HostTensor>>;
  readonly progress: Progress;
  readonly seed: number;
  /** A text that tells one model from another: resuming needs the same one. */
  readonly fingerprint: string;
}

export function checkpointPath(folder: string): string {
  return join(folder, 'checkpoint.safetensors');
}

/** @throws KmodelError where it cannot be written; the last good one then stays */
export function saveCheckpoint(folder: string, model: Model, progress: Progress): void {
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
      format: 'kmodel checkpoint 1',
      progress: JSON.stringify({ ...progress, callbacks: values }),
      seed: String(model.seed),
      fingerprint: fingerprint(model),
    },
  });
}

/**
 * @returns undefined where the folder has no checkpoint
 * @throws WeightsError where it is broken
 */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  const path = checkpointPath(folder);
  if (!isFile(path)) return undefined;
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.format !== 'kmodel checkpoint 1' || metadata.progress === undefined) {
    throw new WeightsError(`${path} is no checkpoint of kmodel.`);
  }
  const stored = JSON.parse(metadata.progress) as Omit<Progress, 'callbacks'> & {
    readonly callbacks: readonly (CallbackState['values'] | null)[];
  };
  const state: Record<string, HostTensor> = {};
  const callbackTensors: Record<string, HostTensor>[] = stored.callbacks.map(() => ({}));
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith('state/')) state[name.slice('state/'.length)] = tensor;
    else {
      const [, index, ...rest] = name.split('/');
      callbackTensors[Number(index)]![rest.join('/')] = tensor;
    }
  }
  const callbacks = stored.callbacks.map(
    (values, index) => values && { values, tensors: callbackTensors[index]! },
  );
  return {
    state,
    progress: { ...stored, callbacks },
    seed: Number(metadata.seed),
    fingerprint: metadata.fingerprint ?? '',
  };
}

/**
 * Brings a model to a checkpoint's state.
 * @throws WeightsError where the checkpoint is of another model
 */
export function restoreCheckpoint(model: Model, checkpoint: Checkpoint): void {
  if (checkpoint.fingerprint !== fingerprint(model)) {
    throw new WeightsError(
      `The checkpoint is of another model than \`${model.graph.name}\` is now: its weights or its optimizer have changed.`,
      'Train into another folder, or start anew without `--resume`.',
    );
  }
  model.setState(checkpoint.state);
}

/** The weights' names and shapes and the optimizer: what state depends on. */
function fingerprint(model: Model): string {
  const weights = model.graph.layers.flatMap((layer) =>
    layer.weights.map((weight) => `${layer.name}/${weight.name}[${weight.shape.join()}]`),
  );
  return `${model.graph.name}: ${weights.join(' ')}; ${JSON.stringify(model.graph.training.optimizer)}`;
}
