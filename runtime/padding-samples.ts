import type { ModelGraph, TensorIndex } from '../compiler/index.ts';
import type { Feeds, HostTensor } from './engines/engine.ts';

/** A sample of which a mask leaves nothing: its mean over steps is 0 / 0. */
export interface PaddingSample {
  readonly input: string;
  /** Its place in the batch, from 1. */
  readonly sample: number;
  /** The value that means padding; a mask itself has 0 for false. */
  readonly padding: number;
}

/**
 * The first sample of a batch that is nothing but padding, in an input from which a mask is made; undefined also where
 * no layer of the model needs a step of each sample.
 */
export function findPaddingSample(model: ModelGraph, feeds: Feeds): PaddingSample | undefined {
  if (!model.layers.some(({ declaration }) => declaration.needsSteps)) return undefined;
  const sources = maskSources(model);
  for (const { name, tensor } of model.inputs) {
    const padding = sources.get(tensor);
    const feed = feeds[name];
    if (padding === undefined || !feed) continue;
    const sample = firstOf(feed, padding);
    if (sample !== undefined) return { input: name, sample: sample + 1, padding };
  }
  return undefined;
}

/** The tensors from which masks are made, with the value that means padding. */
function maskSources(model: ModelGraph): ReadonlyMap<TensorIndex, number> {
  const sources = new Map<TensorIndex, number>();
  for (const call of model.calls) {
    const { args } = model.layers[call.layer]!;
    const [input] = call.inputs;
    if (args['mask_zero'] === true) sources.set(input!, 0);
    // Of Masking alone.
    if (typeof args['mask_value'] === 'number') sources.set(input!, args['mask_value']);
    for (const [argument, tensors] of Object.entries(call.tensorArguments)) {
      if (argument.endsWith('mask')) for (const tensor of tensors) sources.set(tensor, 0);
    }
  }
  return sources;
}

/** The first sample whose entries all have one value, from 0. */
function firstOf({ data, shape }: HostTensor, value: number): number | undefined {
  const [count = 0] = shape;
  const width = count === 0 ? 0 : data.length / count;
  if (width === 0) return undefined;
  for (let sample = 0; sample < count; sample++) {
    if (data.subarray(sample * width, (sample + 1) * width).every((entry) => entry === value)) return sample;
  }
  return undefined;
}
