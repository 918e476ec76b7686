import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { optimizerVariables } from '../../compiler/targets/keras/optimizer-variables.ts';
import { keepsWeights } from '../../compiler/targets/keras/weights.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import type { UnpackLimits } from '../files.ts';
import type { Model } from '../model.ts';
import { withHdf5, type Hdf5Group, type Hdf5Numbers } from './hdf5.ts';
import { fromOlder, isOlderOptimizer } from './older-optimizer.ts';
import { kerasHdf5, orderedKeys } from './keras.ts';

/** What an optimizer of Keras keeps, in its own order; with names where Keras 2 has written it. */
export type KerasOptimizer = readonly {
  readonly name?: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}[];

/**
 * The state of the optimizer in a `.keras`, `.weights.h5` or `.h5` file.
 * @returns undefined where the file holds none, or one that has made no step
 * @throws WeightsError where the file is broken, or an older Keras has written the state in a form of its own
 */
export async function readKerasOptimizer(
  path: string,
  limits: UnpackLimits = {},
): Promise<KerasOptimizer | undefined> {
  return withHdf5(kerasHdf5(path, limits), path, limits, (root) => {
    const found = variablesOf(root, path);
    // Nothing is read before all sizes are known to be bearable.
    return found?.map(({ name, numbers: { shape, read } }) => ({
      shape,
      data: read(),
      ...(name === undefined ? {} : { name }),
    }));
  });
}

/**
 * Gives a model what its optimizer has kept in a file of Keras whose layers have the names of the model's: their order
 * then is that of the model.
 * @returns true where the file holds such a state
 * @throws WeightsError where the file is broken
 */
export async function takeKerasOptimizer(model: Model, path: string, limits: UnpackLimits): Promise<boolean> {
  const wanted = model.graph.layers.filter(keepsWeights).map(({ name }) => name);
  const names = await withHdf5(kerasHdf5(path, limits), path, limits, layerNames);
  if (wanted.some((name) => !names.has(name))) return false;
  const file = await readKerasOptimizer(path, limits);
  const state = file && stateOfKeras(model.graph, file);
  if (state) model.setState(state);
  return state !== undefined;
}

/** The names of the layers of a file: those that Keras 3 gives its groups, or those that the older format lists. */
function layerNames(root: Hdf5Group): ReadonlySet<string> {
  const keys = root.keys();
  if (keys.includes('model_weights')) return new Set(root.group('model_weights')!.texts('layer_names') ?? []);
  const layers = keys.includes('layers') ? root.group('layers')! : undefined;
  return new Set(
    (layers?.keys() ?? []).flatMap((key) => {
      const layer = layers!.group(key)!;
      return (layer.keys().includes('vars') ? layer.group('vars')!.text('name') : undefined) ?? [];
    }),
  );
}

/** A variable that is not read yet. */
interface Variable {
  readonly name?: string;
  readonly numbers: Hdf5Numbers;
}

function variablesOf(root: Hdf5Group, path: string): readonly Variable[] | undefined {
  const keys = root.keys();
  if (keys.includes('optimizer_weights')) {
    const group = root.group('optimizer_weights')!;
    const names = group.texts('weight_names') ?? [];
    if (names.length === 0) return undefined;
    const isOlder = isOlderOptimizer(names);
    if (!isOlder && !/^\w+\/iteration$/.test(names[0]!))
      throw new WeightsError(
        `${path} holds the state of its optimizer in a form that kmodel does not know.`,
        'Save the model with Keras 3 as `.keras`, or take its text and weights alone.',
      );
    return names.map((name) => ({ numbers: group.numbers(name), ...(isOlder ? { name } : {}) }));
  }
  const optimizer = keys.includes('optimizer') ? root.group('optimizer')! : undefined;
  if (!optimizer?.keys().includes('vars')) return undefined;
  const vars = optimizer.group('vars')!;
  return orderedKeys(vars).map((key) => ({ numbers: vars.numbers(key) }));
}

/**
 * What Keras's optimizer has kept, by the names of training steps.
 * @param trained the weights that are trained, in the order of the file
 * @returns undefined where the file does not hold what the optimizer of the model keeps
 */
export function stateOfKeras(
  graph: ModelGraph,
  file: KerasOptimizer,
  trained?: Parameters<typeof optimizerVariables>[1],
): Readonly<Record<string, HostTensor>> | undefined {
  const variables = optimizerVariables(graph, trained);
  const isOlder = file.some(({ name }) => name !== undefined);
  const kept = isOlder ? fromOlder(graph, variables, file) : file;
  if (!kept || variables.length !== kept.length) return undefined;
  const state: Record<string, HostTensor> = {};
  for (const [index, { state: name, dtype, shape }] of variables.entries()) {
    const { shape: found, data } = kept[index]!;
    if (found.join() !== shape.join()) return undefined;
    state[name] = { dtype, shape, data: dtype === 'int32' ? Int32Array.from(data) : data };
  }
  return state;
}
