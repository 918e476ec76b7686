import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Dataset, Group } from 'h5wasm/node';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { readWhole } from '../files.ts';
import type { WeightFile } from './match.ts';

/**
 * The weights of a `.keras`, `.weights.h5` or legacy `.h5` file.
 * @throws WeightsError where the file is broken or holds no weights
 */
export async function readKerasWeights(path: string): Promise<WeightFile> {
  const bytes = path.endsWith('.keras') ? weightsOfArchive(path) : readWhole(path);
  if (signature.some((byte, index) => bytes[index] !== byte))
    throw new WeightsError(`${path} is not a whole HDF5 file of Keras.`);
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  // The reader opens files by path.
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-'));
  const copy = join(folder, 'weights.h5');
  try {
    writeFileSync(copy, bytes);
    const file = new h5wasm.File(copy, 'r');
    try {
      const model = (file.get('model_weights') as Group | null) ?? file;
      const weights = model.attrs.layer_names ? legacyWeights(model) : storeWeights(model);
      if (weights.length === 0) throw new WeightsError(`${path} holds no weights.`);
      return weights;
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof WeightsError) throw error;
    throw new WeightsError(`${path} is not a whole HDF5 file of Keras.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How every HDF5 file begins. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

function weightsOfArchive(path: string): Uint8Array {
  try {
    const weights = unzipSync(readWhole(path))['model.weights.h5'];
    if (weights) return weights;
  } catch {
    // Not a zip file: said below.
  }
  throw new WeightsError(`${path} is not a whole .keras archive: it has no model.weights.h5.`);
}

/** Keras 3's layout: every layer a group below `layers`, with its weights by number in it and in groups inside. */
function storeWeights(root: Group): WeightFile {
  const weights: { name: string; tensor: HostTensor }[] = [];
  const readLayers = (layers: Group): void => {
    for (const key of orderedKeys(layers)) {
      const layer = layers.get(key) as Group;
      const inner = layer.get('layers');
      if (inner) readLayers(inner as Group);
      const vars = layer.get('vars');
      const owner = (vars && attribute(vars as Group, 'name')) ?? key;
      variablesOf(layer).forEach((dataset, index) =>
        weights.push({ name: `${owner}/${index}`, tensor: toTensor(dataset) }),
      );
    }
  };
  const layers = root.get('layers');
  if (layers) readLayers(layers as Group);
  return weights;
}

/** Groups inside a layer's group, in the order of the layer's weights. */
const sublayers = [
  'cell',
  'forward_layer',
  'backward_layer',
  'query_dense',
  'key_dense',
  'gate_dense',
  'value_dense',
  'output_dense',
  'layer',
];

/** The weights of a layer: its own, then those of its cells and sublayers. */
function variablesOf(layer: Group): readonly Dataset[] {
  const vars = layer.get('vars') as Group | null;
  const own = vars ? orderedKeys(vars).map((key) => vars.get(key) as Dataset) : [];
  const inner = sublayers.flatMap((name) => {
    const group = layer.get(name);
    return group ? variablesOf(group as Group) : [];
  });
  return [...own, ...inner];
}

/** Keras's older layout: layers and their weights are listed in attributes; cells stand in the weights' paths. */
function legacyWeights(root: Group): WeightFile {
  return texts(root, 'layer_names').flatMap((layer) => {
    const group = root.get(layer) as Group;
    return texts(group, 'weight_names').map((weight) => ({
      name: weight.replace(/:0$/, '').replace(/(^|\/)\w+_cell\//, '$1'),
      tensor: toTensor(group.get(weight) as Dataset),
    }));
  });
}

/** `dense`, `dense_1`, `dense_2`, `dense_10`: in the order of creation. */
function orderedKeys(group: Group): readonly string[] {
  return [...group.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function attribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function texts(group: Group, name: string): readonly string[] {
  const value = group.attrs[name]?.value;
  return Array.isArray(value) ? value.map(String) : [];
}

function toTensor(dataset: Dataset): HostTensor {
  const data = dataset.value as Float32Array | Float64Array | number;
  const floats = typeof data === 'number' ? Float32Array.of(data) : Float32Array.from(data);
  return { dtype: 'float32', shape: dataset.shape ?? [], data: floats };
}
