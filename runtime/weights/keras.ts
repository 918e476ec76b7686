import { unzipSync } from 'fflate';
import { KmodelError, WeightsError } from '../errors.ts';
import { readWhole, refuseBomb, type UnpackLimits } from '../files.ts';
import { withHdf5, type Hdf5Group, type Hdf5Numbers } from './hdf5.ts';
import type { WeightFile } from './match.ts';

interface StoredWeight {
  readonly name: string;
  readonly numbers: Hdf5Numbers;
}

/**
 * The weights of a `.keras`, `.weights.h5` or legacy `.h5` file.
 * @throws WeightsError where the file is broken or holds no weights, KmodelError where it would fill the memory
 */
export async function readKerasWeights(path: string, limits: UnpackLimits = {}): Promise<WeightFile> {
  return withHdf5(kerasHdf5(path, limits), path, limits, (root) => {
    const model = root.keys().includes('model_weights') ? root.group('model_weights')! : root;
    const layers = model.texts('layer_names');
    const weights = layers ? legacyWeights(model, layers) : storeWeights(model);
    if (weights.length === 0) throw new WeightsError(`${path} holds no weights.`);
    // Nothing is read before all sizes are known to be bearable.
    return weights.map(({ name, numbers: { shape, read } }) => ({
      name,
      tensor: { dtype: 'float32', shape, data: read() },
    }));
  });
}

/**
 * The HDF5 file in which Keras keeps the numbers of a model: the file itself, or the one in a `.keras` archive.
 * @throws WeightsError where the archive has none, KmodelError where it would fill the memory
 */
export function kerasHdf5(path: string, limits: UnpackLimits): Uint8Array {
  return path.endsWith('.keras') ? weightsOfArchive(path, limits) : readWhole(path, limits);
}

/** The entry of a `.keras` archive that holds the weights. */
const weightsEntry = 'model.weights.h5';

function weightsOfArchive(path: string, limits: UnpackLimits): Uint8Array {
  const bytes = readWhole(path, limits);
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name !== weightsEntry) return false;
        if (originalSize > bytes.length) refuseBomb(path, originalSize, limits);
        return true;
      },
    })[weightsEntry];
    if (found) return found;
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    // Not a zip file: said below.
  }
  throw new WeightsError(`${path} is not a whole .keras archive: it has no ${weightsEntry}.`);
}

/** Keras 3's layout: every layer a group below `layers`, with its weights by number in it and in groups inside. */
function storeWeights(root: Hdf5Group): readonly StoredWeight[] {
  const weights: StoredWeight[] = [];
  const readLayers = (layers: Hdf5Group): void => {
    for (const key of orderedKeys(layers)) {
      const layer = layers.group(key)!;
      const inner = childOf(layer, 'layers');
      if (inner) readLayers(inner);
      const { name, variables } = variablesOf(layer);
      withoutCount(key, variables).forEach((numbers, index) =>
        weights.push({ name: `${name ?? key}/${index}`, numbers }),
      );
    }
  };
  const layers = childOf(root, 'layers');
  if (layers) readLayers(layers);
  return weights;
}

/** Keras's `Normalization` keeps mean, variance and the number of samples seen, which says nothing once it has learned. */
function withoutCount(group: string, variables: readonly Hdf5Numbers[]): readonly Hdf5Numbers[] {
  const isCounted = /^normalization(_\d+)?$/.test(group) && variables.length === 3;
  return isCounted ? variables.slice(0, 2) : variables;
}

/** Groups inside a layer's group, in the order of the layer's weights. */
const sublayers = [
  'cell',
  'forward_layer',
  'backward_layer',
  'query_dense',
  '_query_dense',
  'key_dense',
  '_key_dense',
  'gate_dense',
  '_gate_dense',
  'value_dense',
  '_value_dense',
  'output_dense',
  '_output_dense',
  'layer',
];

interface LayerVariables {
  /** The layer's own name, where the file says it. */
  readonly name: string | undefined;
  readonly variables: readonly Hdf5Numbers[];
}

/** The weights of a layer: its own, then those of its cells and sublayers. */
function variablesOf(layer: Hdf5Group): LayerVariables {
  const vars = childOf(layer, 'vars');
  const own = vars ? orderedKeys(vars).map((key) => vars.numbers(key)) : [];
  const names = new Set(layer.keys());
  const cells = childOf(layer, 'cells');
  const stacked = cells ? orderedKeys(cells).flatMap((key) => variablesOf(cells.group(key)!).variables) : [];
  const inner = sublayers
    .filter((name) => names.has(name))
    .flatMap((name) => {
      const { variables } = variablesOf(layer.group(name)!);
      // A wrapper with weights of its own, SpectralNormalization, keeps the first one of the layer inside as well.
      return name === 'layer' && own.length > 0 ? variables.slice(1) : variables;
    });
  return { name: vars?.text('name'), variables: [...own, ...stacked, ...inner] };
}

/** Keras's older layout: layers and their weights are listed in attributes; cells stand in the weights' paths. */
function legacyWeights(root: Hdf5Group, layers: readonly string[]): readonly StoredWeight[] {
  return layers.flatMap((layer) => {
    const group = root.group(layer);
    const names = (group?.texts('weight_names') ?? []).filter((weight) => !/(^|\/)count(:0)?$/.test(weight));
    return names.map((weight) => ({
      name: weight.replace(/:0$/, '').replace(/(^|\/)\w+_cell\//, '$1'),
      numbers: group!.numbers(weight),
    }));
  });
}

function childOf(group: Hdf5Group, name: string): Hdf5Group | undefined {
  return group.keys().includes(name) ? group.group(name) : undefined;
}

/** `dense`, `dense_1`, `dense_2`, `dense_10`: in the order of creation. */
export function orderedKeys(group: Hdf5Group): readonly string[] {
  return [...group.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
