import type { ModelGraph } from '../compiler/index.ts';
import type { LayerInstance } from '../compiler/graph/model-graph.ts';
import { KmodelError } from '../runtime/errors.ts';
import { principalComponents } from '../runtime/inspect/principal-components.ts';
import { decodeLearned } from '../runtime/preprocessing/learned.ts';
import { weightsFile } from '../runtime/run/weights-of-run.ts';
import { readSafetensors, type TensorFile } from '../runtime/weights/safetensors.ts';

/** The rows of an embedding in three dimensions. */
export interface EmbeddingView {
  readonly layer: string;
  /** How many rows there are; the first ones are shown. */
  readonly rows: number;
  readonly width: number;
  /** The share of the variance along each of the three axes. */
  readonly shares: readonly number[];
  /** By row: its place, and the word that it stands for, or its number. */
  readonly points: readonly (readonly [x: number, y: number, z: number, label: string])[];
}

/** More points are no picture. */
const mostRows = 2000;
const digits = 4;

/** The layers of a model that hold a table of vectors. */
export function embeddingLayers({ layers }: ModelGraph): readonly LayerInstance[] {
  return layers.filter((layer) =>
    layer.weights.some(({ name, shape }) => name === 'embeddings' && shape.length === 2),
  );
}

/**
 * The table of a layer along its three principal components, as the last weights of a run have it. Undefined where the
 * run has no weights, or others.
 */
export function embeddingView(
  run: string,
  graph: ModelGraph,
  layer: LayerInstance,
): EmbeddingView | undefined {
  const tensors = tensorsOf(run);
  const table = tensors && tableOf(tensors, layer);
  if (!table) return undefined;
  const { rows, width } = table;
  const { points, shares } = principalComponents(table.shown, width, 3);
  const labels = labelsOf(graph, layer, tensors);
  const short = (value: number | undefined): number => Number((value ?? 0).toPrecision(digits));
  return {
    layer: layer.name,
    rows,
    width,
    shares: shares.map(short),
    points: points.map(([x, y, z], row) => [short(x), short(y), short(z), labels?.[row] ?? String(row)]),
  };
}

/** The vectors that a view shows, row by row, as the bytes of floats in little-endian order. */
export function embeddingVectors(run: string, layer: LayerInstance): Uint8Array | undefined {
  const tensors = tensorsOf(run);
  const table = tensors && tableOf(tensors, layer);
  if (!table) return undefined;
  const bytes = new DataView(new ArrayBuffer(4 * table.shown.length));
  table.shown.forEach((value, index) => bytes.setFloat32(4 * index, value, true));
  return new Uint8Array(bytes.buffer);
}

/** The table of a layer; `shown` holds its first rows. */
function tableOf(
  tensors: TensorFile['tensors'],
  { name }: LayerInstance,
): { readonly rows: number; readonly width: number; readonly shown: Float32Array } | undefined {
  const table = tensors[`${name}/embeddings`];
  if (table?.shape.length !== 2) return undefined;
  const [rows, width] = table.shape as readonly [number, number];
  return { rows, width, shown: Float32Array.from(table.data.subarray(0, Math.min(rows, mostRows) * width)) };
}

/** A run that goes on may have no weights yet, or write them just now. */
function tensorsOf(run: string): TensorFile['tensors'] | undefined {
  try {
    return readSafetensors(weightsFile(run)).tensors;
  } catch (error) {
    if (error instanceof KmodelError) return undefined;
    throw error;
  }
}

/** The words that the numbers of rows stand for, where a lookup with a vocabulary makes these numbers. */
function labelsOf(
  graph: ModelGraph,
  layer: LayerInstance,
  tensors: TensorFile['tensors'],
): readonly string[] | undefined {
  const call = graph.calls.find((each) => graph.layers[each.layer] === layer);
  const before = graph.calls.find((each) => each.outputs.includes(call?.inputs[0] ?? -1));
  const lookup = before && graph.layers[before.layer]!;
  const learned = lookup && tensors[`${lookup.name}/vocabulary`];
  if (!lookup || !learned) return undefined;
  const kind = learned.dtype === 'uint8' ? 'words' : 'integers';
  const words = Array.from(decodeLearned({ name: `${lookup.name}/vocabulary`, kind }, learned), String);
  // Padding, and what is unknown, come before the words.
  const { mask_token: mask, num_oov_indices: unknown, oov_token: token = '[UNK]' } = lookup.args;
  const hasPadding = lookup.class === 'TextVectorization' || mask !== null;
  const unknowns = Array<string>(typeof unknown === 'number' ? unknown : 1).fill(String(token));
  return [...(hasPadding ? ['(padding)'] : []), ...unknowns, ...words];
}
