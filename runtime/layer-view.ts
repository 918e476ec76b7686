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
 * A layer of a model by its name, or by its place among them.
 * @param which a number counts as Keras does: from 0, and from the end where it is negative
 * @throws KmodelError where the model has none there
 */
export function layerOf(model: Model, which: string | number): LayerView {
  const { layers } = model.graph;
  const layer = typeof which === 'number' ? layers.at(which) : layers.find((each) => each.name === which);
  if (!layer || (typeof which === 'number' && !Number.isInteger(which))) {
    const names = layers.map((each) => `\`${each.name}\``).join(', ');
    const asked = typeof which === 'number' ? `number ${which}` : `\`${which}\``;
    throw new KmodelError(`\`${model.graph.name}\` has no layer ${asked}.`, `It has ${names}.`);
  }
  const weights = model.getWeights();
  return {
    name: layer.name,
    class: layer.class,
    args: layer.args,
    trainable: layer.trainable,
    weights: Object.fromEntries(
      layer.weights.map((each) => [each.name, weights[weightName(layer, each.name)]!]),
    ),
  };
}
