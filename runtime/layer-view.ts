import type { Arguments } from '../compiler/declarations/values.ts';
import { weightName } from '../compiler/steps/lower-model.ts';
import type { HostTensor } from './engines/engine.ts';
import { KmodelError } from './errors.ts';
import type { Model } from './model.ts';

/** A layer of a model: what it is, and its weights as they are now. */
export interface LayerView {
  readonly name: string;
  /** Keras's name of its class. */
  readonly class: string;
  readonly args: Arguments;
  readonly trainable: boolean;
  /** By the names within the layer, such as `kernel`; copies. */
  readonly weights: Readonly<Record<string, HostTensor>>;
}

/**
 * The layer of a name: Keras's `get_layer`.
 * @throws KmodelError where the model has none of that name
 */
export function layerOf(model: Model, name: string): LayerView {
  const { layers } = model.graph;
  const layer = layers.find((each) => each.name === name);
  if (!layer) {
    const names = layers.map((each) => `\`${each.name}\``).join(', ');
    throw new KmodelError(`\`${model.graph.name}\` has no layer \`${name}\`.`, `It has ${names}.`);
  }
  const weights = model.getWeights();
  return {
    name,
    class: layer.class,
    args: layer.args,
    trainable: layer.trainable,
    weights: Object.fromEntries(
      layer.weights.map((each) => [each.name, weights[weightName(layer, each.name)]!]),
    ),
  };
}
