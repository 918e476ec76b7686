import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { LearnedLists } from '../../compiler/targets/keras/learned-arguments.ts';
import { optimizerVariables } from '../../compiler/targets/keras/optimizer-variables.ts';
import { placeWeights } from '../../compiler/targets/keras/weights.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { Hdf5Tree } from '../weights/hdf5-write.ts';

/** The numbers of a model that go into its files. */
export interface ModelNumbers {
  /** Weights by full name, `LAYER/kernel`. */
  readonly weights: Readonly<Record<string, HostTensor>>;
  /** What the optimizer keeps, by the names of training steps; undefined where nothing was trained. */
  readonly optimizer: Readonly<Record<string, HostTensor>> | undefined;
  /** What it has learned from data: some of it stands in Keras's configuration. */
  readonly learned?: LearnedLists;
}

/** Of a layer that learns mean and variance, Keras also keeps how many samples it has seen: 0, once it has learned. */
export function seenSamples({ class: name, weights }: LayerInstance): HostTensor | undefined {
  if (name !== 'Normalization' || weights.length === 0) return undefined;
  return { dtype: 'int32', shape: [], data: Int32Array.of(0) };
}

/**
 * `model.weights.h5` of Keras 3: a group for each layer, with its variables by number.
 * @param classOf the class that a module has for a layer of the text, where it is not the declared one
 */
export function weightsTree(
  graph: ModelGraph,
  { weights, optimizer }: ModelNumbers,
  classOf?: (layer: LayerInstance) => string | undefined,
): Hdf5Tree {
  const root = new TreeBuilder();
  const placed = placeWeights(graph, classOf);
  root.root.attributes.saved_by = 'kmodel';
  root.at('vars').attributes.name = graph.name;
  for (const { name, group } of placed.inputs) root.at(`${group}/vars`).attributes.name = name;
  for (const { layer, group, weights: own } of placed.layers) {
    root.at(`${group}/vars`).attributes.name = layer.name;
    for (const each of own) {
      root.at(`${each.group}/vars`).tensors[String(each.index)] =
        weights[`${layer.name}/${each.weight.name}`]!;
    }
    const seen = seenSamples(layer);
    if (seen) root.at(`${group}/vars`).tensors[String(own.length)] = seen;
  }
  if (optimizer) {
    const vars = root.at('optimizer/vars');
    vars.attributes.name = optimizerVariables(graph)[0]!.path.split('/')[0]!;
    const tensors = optimizerTensors(graph, optimizer);
    tensors.forEach(({ tensor }, index) => (vars.tensors[String(index)] = tensor));
    // Where Keras scales the loss, the optimizer stands inside of another, which has its variables, too.
    const inside = tensors.filter(({ path }) => path.split('/')[0] !== vars.attributes.name);
    if (inside.length > 0) {
      const inner = root.at('optimizer/inner_optimizer/vars');
      inner.attributes.name = inside[0]!.path.split('/')[0]!;
      inside.forEach(({ tensor }, index) => (inner.tensors[String(index)] = tensor));
    }
  }
  return root.tree();
}

/** The variables of the optimizer in Keras's order; those that no step has touched have their first values. */
export function optimizerTensors(
  graph: ModelGraph,
  state: Readonly<Record<string, HostTensor>>,
): readonly { readonly path: string; readonly tensor: HostTensor }[] {
  return optimizerVariables(graph).map(({ path, state: name, dtype, shape, initial }) => {
    const given = Object.hasOwn(state, name) ? state[name] : undefined;
    const size = shape.reduce((product, each) => product * each, 1);
    const data = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
    return { path, tensor: given ?? { dtype, shape, data: data.fill(initial) } };
  });
}

interface OpenGroup {
  readonly attributes: Record<string, string>;
  readonly tensors: Record<string, HostTensor>;
  readonly groups: Map<string, OpenGroup>;
}

/** Groups made as paths name them. */
class TreeBuilder {
  readonly root = openGroup();

  at(path: string): OpenGroup {
    let here = this.root;
    for (const part of path.split('/')) {
      let next = here.groups.get(part);
      if (!next) here.groups.set(part, (next = openGroup()));
      here = next;
    }
    return here;
  }

  tree(group: OpenGroup = this.root): Hdf5Tree {
    const { attributes, tensors, groups } = group;
    const inner = [...groups].map(([name, each]) => [name, this.tree(each)] as const);
    return { attributes, tensors, groups: Object.fromEntries(inner) };
  }
}

function openGroup(): OpenGroup {
  return { attributes: {}, tensors: {}, groups: new Map() };
}
