import type { ModelGraph } from '../compiler/index.ts';
import type { LayerInstance } from '../compiler/graph/model-graph.ts';
import type { HostTensor } from '../runtime/engines/engine.ts';
import { KmodelError } from '../runtime/errors.ts';
import { weightsFile } from '../runtime/run/weights-of-run.ts';
import { greyPng } from '../runtime/tensorboard/png.ts';
import { readSafetensors } from '../runtime/weights/safetensors.ts';

/** Points of a picture that stand for one weight, and between two kernels. */
const scale = 8;
const gap = 4;
const grey = 128;

/** The first convolution of images. */
export function firstConvolution({ layers }: ModelGraph): LayerInstance | undefined {
  return layers.find((layer) => layer.class === 'Conv2D');
}

/**
 * The kernels of a layer side by side as a PNG, from black, their least weight, to white: the mean over the channels
 * that come in. Undefined where the run has no weights, or others.
 */
export function kernelPicture(run: string, layer: string): Uint8Array | undefined {
  const kernel = kernelOf(run, layer);
  return kernel?.shape.length === 4 ? drawKernels(kernel) : undefined;
}

/** A run that goes on may have no weights yet, or write them just now. */
function kernelOf(run: string, layer: string): HostTensor | undefined {
  try {
    return readSafetensors(weightsFile(run)).tensors[`${layer}/kernel`];
  } catch (error) {
    if (error instanceof KmodelError) return undefined;
    throw error;
  }
}

/** @param kernel [height, width, channels, kernels] */
function drawKernels({ shape, data }: HostTensor): Uint8Array {
  const [height, width, channels, count] = shape as readonly [number, number, number, number];
  const means = new Float32Array(height * width * count);
  for (let index = 0; index < data.length; index++) {
    const place = Math.floor(index / (channels * count));
    means[place * count + (index % count)]! += data[index]! / channels;
  }
  const least = means.reduce((a, b) => Math.min(a, b), Infinity);
  const range = means.reduce((a, b) => Math.max(a, b), -Infinity) - least || 1;
  const columns = Math.ceil(Math.sqrt(count));
  const [stepX, stepY] = [width * scale + gap, height * scale + gap];
  const all = { width: columns * stepX + gap, height: Math.ceil(count / columns) * stepY + gap };
  const points = new Uint8Array(all.width * all.height).fill(grey);
  for (let kernel = 0; kernel < count; kernel++) {
    const left = gap + (kernel % columns) * stepX;
    const top = gap + Math.floor(kernel / columns) * stepY;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const place = Math.floor(y / scale) * width + Math.floor(x / scale);
        const value = (means[place * count + kernel]! - least) / range;
        points[(top + y) * all.width + left + x] = Math.round(255 * value);
      }
    }
  }
  return greyPng(all.width, all.height, points);
}
