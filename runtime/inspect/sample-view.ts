import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { RawBatch } from '../preprocessing/raw-batch.ts';
import { colourPng, greyPng } from '../tensorboard/png.ts';

/** One sample for people to look at: each input as a text or a picture. */
export interface SampleView {
  readonly inputs: readonly InputView[];
}

export interface InputView {
  readonly name: string;
  readonly text?: string;
  /** A PNG as a `data:` address. */
  readonly picture?: string;
}

/** Sides of what passes for a picture. */
const [leastSide, mostSide] = [4, 256];
/** As many numbers, and letters of words, as can be read. */
const mostNumbers = 16;
const mostLetters = 400;

/** The inputs of a sample as they stand in the data. @param sample its place in the batch */
export function sampleView({ inputs }: ModelGraph, { feeds, words }: RawBatch, sample: number): SampleView {
  return {
    inputs: inputs.flatMap(({ name }): InputView[] => {
      const text = words[name];
      if (text) {
        const width = text.data.length / text.shape[0]!;
        const shown = text.data.slice(sample * width, (sample + 1) * width).join(' ');
        return [{ name, text: shown.length > mostLetters ? `${shown.slice(0, mostLetters)}…` : shown }];
      }
      const tensor = feeds[name];
      if (!tensor) return [];
      const [count = 1, ...shape] = tensor.shape;
      const width = tensor.data.length / count;
      const values = Array.from(tensor.data.subarray(sample * width, (sample + 1) * width), Number);
      const picture = pictureOf(shape, values);
      return [picture === undefined ? { name, text: numbersText(values) } : { name, picture }];
    }),
  };
}

function numbersText(values: readonly number[]): string {
  const shown = values.slice(0, mostNumbers).map((value) => String(Number(value.toPrecision(4))));
  return values.length > mostNumbers ? `${shown.join(', ')}, … (${values.length})` : shown.join(', ');
}

/** Images from black, the least value, to white; undefined for what is none. */
function pictureOf(shape: readonly number[], values: readonly number[]): string | undefined {
  const [height = 0, width = 0, channels = 1] = shape;
  const isSide = (side: number): boolean => side >= leastSide && side <= mostSide;
  if (shape.length < 2 || shape.length > 3 || !isSide(height) || !isSide(width)) return undefined;
  if (channels !== 1 && channels !== 3) return undefined;
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const range = values.reduce((a, b) => Math.max(a, b), -Infinity) - least || 1;
  const points = Uint8Array.from(values, (value) => Math.round((255 * (value - least)) / range));
  const png = channels === 1 ? greyPng(width, height, points) : colourPng(width, height, points);
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
