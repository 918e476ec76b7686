import type { TensorType } from '../shapes/types.ts';

/**
 * Entries in JavaScript memory, row-major, samples along the first axis. `undefined` is a string that is missing.
 */
export interface HostEntries {
  readonly shape: readonly number[];
  readonly data: readonly (string | undefined)[] | Float32Array | Int32Array | Uint8Array;
}

/** What a layer learns from data, by the names that it has in files of weights. */
export type FittedState = Readonly<Record<string, FittedValue>>;

export type FittedValue = readonly string[] | Float32Array | Int32Array;

/** One thing that a layer learns from data. */
export interface FittedName {
  readonly name: string;
  readonly kind: 'words' | 'integers' | 'floats';
}

/** Sees the samples of the training part, some at a time. */
export interface Fitter {
  add(entries: HostEntries): void;
  /** Called behind the last of them: whether all must be seen once more, in the same order. */
  again?(): boolean;
  /** @throws Error, with a sentence, where the data tell nothing */
  finish(): FittedState;
}

/**
 * What Keras's `adapt` does. Methods, so that a declaration of known arguments stands where they are not known.
 */
export interface Adaptation<A> {
  /** What is learned; empty where the arguments hold it. Of layers in the graph these are weights. */
  learns(args: A): readonly FittedName[];
  /** What the arguments say in the place of what others learn: files keep it, to tell one model from another. */
  given?(args: A): FittedState;
  fitter(args: A, inputs: readonly TensorType[]): Fitter;
}

/** What a layer does before the graph: with strings, or what such layers make of them. */
export interface HostWork<A> {
  /** False where the graph can do it, too, and does, unless something on the host reads the result. */
  readonly only: boolean;
  /**
   * Builds what a run needs once; the result turns the inputs of a batch into the output.
   * @param state what the layer has learned, where it learns anything
   */
  prepare(args: A, state: FittedState): (inputs: readonly HostEntries[]) => HostEntries;
  /** What tells entries that the layer has no place for; undefined where it takes all, or has yet to learn which. */
  refuses?(args: A): ((entry: string | number) => boolean) | undefined;
}

/** Rows of strings or numbers of any length, such as the words of texts. */
export type Rows<T> = readonly (readonly T[])[];
