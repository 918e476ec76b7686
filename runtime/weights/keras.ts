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
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  // The reader opens files by path.
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-'));
  const copy = join(folder, 'weights.h5');
  try {
    writeFileSync(copy, bytes);
    const file = new h5wasm.File(copy, 'r');
    try {
      const weights = file.attrs.layer_names ? legacyWeights(file) : storeWeights(file);
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

function weightsOfArchive(path: string): Uint8Array {
  try {
    const weights = unzipSync(readWhole(path))['model.weights.h5'];
    if (weights) return weights;
  } catch {
    // Not a zip file: said below.
  }
  throw new WeightsError(`${path} is not a whole .keras archive: it has no model.weights.h5.`);
}

/** Keras 3's layout: every layer a group whose `vars` hold its weights by number. */
function storeWeights(root: Group): WeightFile {
  const weights: { name: string; tensor: HostTensor }[] = [];
  const visit = (group: Group, layer: string): void => {
    for (const key of orderedKeys(group)) {
      const child = group.get(key);
      if (!child || key === 'optimizer') continue;
      if (key === 'vars') {
        const named = attribute(child as Group, 'name');
        const owner = named ?? layer;
        for (const index of orderedKeys(child as Group)) {
          weights.push({
            name: `${owner}/${index}`,
            tensor: toTensor((child as Group).get(index) as Dataset),
          });
        }
      } else if ('keys' in child) {
        visit(child as Group, layer === '' ? key : `${layer}/${key}`);
      }
    }
  };
  visit(root, '');
  return weights;
}

/** Keras's older layout: layers and their weights are listed in attributes. */
function legacyWeights(root: Group): WeightFile {
  return texts(root, 'layer_names').flatMap((layer) => {
    const group = root.get(layer) as Group;
    return texts(group, 'weight_names').map((weight) => ({
      name: weight.replace(/:0$/, ''),
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
