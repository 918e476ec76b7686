import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { evaluateSize } from '../../compiler/shapes/size.ts';
import { openLength } from './batch.ts';
import { observedTensors } from './observe.ts';
import { chooseSizes } from './open-sizes.ts';

/** Samples of a batch where the model's outputs are not large. */
export const mostVerifiedSamples = 8;

/**
 * How many numbers the outputs of all layers of a batch may hold: 128 MiB as float32. The engine that others are held
 * against keeps them for each step, and where there are more, large images are convolved, of which an engine
 * without native code makes a sample in minutes.
 */
const heldNumbers = 2 ** 25;

/**
 * Samples of the batch on which a model is verified: 8, or as many as the outputs of all layers leave room for, but one
 * at least.
 * @param sizes numbers for size variables, by name
 * @throws KmodelError where no sizes fit the model's conditions
 */
export function verifiedBatch(graph: ModelGraph, sizes: Readonly<Record<string, number>> = {}): number {
  const room = Math.floor(heldNumbers / numbersOfSample(graph, sizes));
  return Math.min(mostVerifiedSamples, Math.max(1, room));
}

/** How many numbers the outputs of all layers hold for one sample. */
export function numbersOfSample(graph: ModelGraph, sizes: Readonly<Record<string, number>>): number {
  const numbers = chooseSizes(graph, sizes);
  const sizesOf = (tensor: number): readonly number[] =>
    graph.tensors[tensor]!.shape.map((size) => evaluateSize(size, numbers) ?? openLength);
  return observedTensors(graph)
    .map((tensor) => sizesOf(tensor).reduce((product, size) => product * size, 1))
    .reduce((sum, count) => sum + count, 0);
}
