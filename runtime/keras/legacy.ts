import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { keepsWeights, placeWeights } from '../../compiler/targets/keras/weights.ts';
import {
  jsonText,
  kerasVersion,
  type KerasConfig,
  type KerasJson,
  type KerasObject,
} from '../../compiler/targets/keras/types.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { Hdf5Tree } from '../weights/hdf5-write.ts';
import { optimizerTensors, seenSamples, type ModelNumbers } from './archive.ts';

/** A whole model in Keras's older `.h5`: its configuration in attributes, its weights by layer and name. */
export function legacyTree(graph: ModelGraph, config: KerasObject, numbers: ModelNumbers): Hdf5Tree {
  const { compile_config: compiled } = config;
  const placed = placeWeights(graph);
  const names = [...placed.inputs.map(({ name }) => name), ...placed.layers.map(({ layer }) => layer.name)];
  const empty: Hdf5Tree = { attributes: { weight_names: [] } };
  const layers: [string, Hdf5Tree][] = [
    ...placed.inputs.map(({ name }): [string, Hdf5Tree] => [name, empty]),
    ...placed.layers.map(({ layer }): [string, Hdf5Tree] => [layer.name, layerTree(layer, numbers.weights)]),
  ];
  return {
    attributes: {
      backend: 'kmodel',
      keras_version: kerasVersion,
      model_config: jsonText({
        class_name: 'Functional',
        config: legacyLayers(config),
        kmodel: config.kmodel!,
      }),
      ...(compiled ? { training_config: jsonText(trainingConfig(compiled as Compiled)) } : {}),
    },
    groups: {
      model_weights: {
        attributes: { backend: 'kmodel', keras_version: kerasVersion, layer_names: names },
        groups: { ...Object.fromEntries(layers), top_level_model_weights: empty },
      },
      ...(numbers.optimizer ? { optimizer_weights: optimizerTree(graph, numbers.optimizer) } : {}),
    },
  };
}

/** Layers without a module, as the older format has them: the name under which a class is registered stands as its own. */
function legacyLayers(config: KerasObject): KerasJson {
  const layers = config.config.layers as readonly KerasObject[];
  return {
    ...config.config,
    layers: layers.map((layer) => {
      const { registered_name: registered, config: own, name, inbound_nodes } = layer;
      const class_name = registered?.includes('>') ? registered : layer.class_name;
      return { class_name, config: own, name: name!, inbound_nodes: inbound_nodes! };
    }),
  };
}

/** Weights that training changes come first, each under its layer's name, `dense/kernel`. */
function layerTree(layer: LayerInstance, weights: ModelNumbers['weights']): Hdf5Tree {
  const trained = layer.weights.filter((weight) => weight.trainable);
  const others = layer.weights.filter((weight) => !weight.trainable);
  const ordered = layer.trainable ? [...trained, ...others] : layer.weights;
  const seen = seenSamples(layer);
  const kept = keepsWeights(layer) ? ordered : [];
  const entries = [
    ...kept.map(({ name }) => [`${layer.name}/${name}`, weights[`${layer.name}/${name}`]!] as const),
    ...(seen ? [[`${layer.name}/count`, seen] as const] : []),
  ];
  return { attributes: { weight_names: entries.map(([name]) => name) }, ...nested(entries) };
}

function optimizerTree(graph: ModelGraph, state: Readonly<Record<string, HostTensor>>): Hdf5Tree {
  const entries = optimizerTensors(graph, state).map(({ path, tensor }) => [path, tensor] as const);
  return { attributes: { weight_names: entries.map(([path]) => path) }, ...nested(entries) };
}

/** Tensors in the groups that their paths name. */
function nested(entries: readonly (readonly [string, HostTensor])[]): Hdf5Tree {
  const tensors: Record<string, HostTensor> = {};
  const inner = new Map<string, (readonly [string, HostTensor])[]>();
  for (const [path, tensor] of entries) {
    const slash = path.indexOf('/');
    if (slash < 0) tensors[path] = tensor;
    else {
      const group = path.slice(0, slash);
      inner.set(group, [...(inner.get(group) ?? []), [path.slice(slash + 1), tensor]]);
    }
  }
  const groups = [...inner].map(([name, each]) => [name, nested(each)] as const);
  return { tensors, groups: Object.fromEntries(groups) };
}

interface Compiled {
  readonly [key: string]: KerasJson;
  readonly optimizer: KerasObject;
}

/** What `compile` took; the older format knows some losses by their classes alone. */
function trainingConfig({ optimizer, loss, metrics, ...others }: Compiled): KerasJson {
  return {
    ...others,
    loss: withClasses(loss!),
    metrics: metrics ?? null,
    optimizer_config: { class_name: optimizer.class_name, config: optimizer.config },
  };
}

const lossClasses: Readonly<Record<string, string>> = { mse: 'MeanSquaredError', mae: 'MeanAbsoluteError' };

function withClasses(loss: KerasJson): KerasJson {
  if (typeof loss === 'string') {
    const known = Object.hasOwn(lossClasses, loss) ? lossClasses[loss]! : undefined;
    if (known === undefined) return loss;
    return { class_name: known, config: { name: 'loss', reduction: 'sum_over_batch_size' } };
  }
  if (typeof loss !== 'object' || loss === null || 'class_name' in loss) return loss;
  if (Array.isArray(loss)) return (loss as readonly KerasJson[]).map(withClasses);
  return Object.fromEntries(
    Object.entries(loss as KerasConfig).map(([name, each]) => [name, withClasses(each)]),
  );
}
