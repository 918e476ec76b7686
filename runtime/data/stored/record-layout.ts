import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import type { DType } from '../../../compiler/shapes/types.ts';
import { rowWidth } from '../columns.ts';
import type { MemorySamples } from '../samples.ts';

/** Numbers that a step is fed, within the record of a sample. */
export interface NumberField {
  /** The name of the input of the step graph. */
  readonly feed: string;
  /** How users know it. */
  readonly name: string;
  readonly dtype: DType;
  /** How its numbers stand in the record: an input of bytes is fed as floats, which take four times the room. */
  readonly stored: 'float32' | 'int32' | 'uint8';
  /** The shape of a sample. */
  readonly shape: readonly number[];
  readonly width: number;
  /** Where its numbers begin, in bytes from the start of the record. */
  readonly offset: number;
  /** Where a byte for each number says that it is missing; undefined where none may be. */
  readonly gaps: number | undefined;
}

/** Strings of an input, within the record of a sample: where each stands in the file of strings. */
export interface WordField {
  readonly name: string;
  readonly shape: readonly number[];
  readonly width: number;
  readonly offset: number;
}

/** How the record of a sample is laid out. */
export interface RecordLayout {
  readonly numbers: readonly NumberField[];
  readonly words: readonly WordField[];
  /** In bytes. */
  readonly size: number;
}

/** The place of a string takes a double for its position and an int32 for its length. */
export const wordSize = 12;

/** Records begin where any number may stand. */
const alignment = 4;

/** The layout of the records of samples, which the first of them tell. */
export function recordLayout(model: ModelGraph, { columns, words }: MemorySamples): RecordLayout {
  const inputs = new Map(model.inputs.map((input) => [input.name, input]));
  let size = 0;
  const take = (bytes: number): number => {
    const offset = size;
    size += Math.ceil(bytes / alignment) * alignment;
    return offset;
  };
  const numbers = columns.map(({ feed, name, tensor }): NumberField => {
    const input = feed === name ? inputs.get(name) : undefined;
    const isBytes = tensor.dtype === 'bool' || (input && model.tensors[input.tensor]!.dtype === 'uint8');
    const stored = isBytes ? 'uint8' : tensor.data instanceof Int32Array ? 'int32' : 'float32';
    const width = rowWidth(tensor);
    return {
      feed,
      name,
      dtype: tensor.dtype,
      stored,
      shape: tensor.shape.slice(1),
      width,
      offset: take(width * (stored === 'uint8' ? 1 : 4)),
      gaps: input?.missing ? take(width) : undefined,
    };
  });
  const texts = words.map(({ name, tensor }): WordField => {
    const width = rowWidth(tensor);
    return { name, shape: tensor.shape.slice(1), width, offset: take(width * wordSize) };
  });
  return { numbers, words: texts, size: Math.max(size, alignment) };
}
