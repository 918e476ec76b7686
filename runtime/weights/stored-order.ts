import type { WeightSpecification } from '../../compiler/declarations/define-layer.ts';
import type { LayerInstance } from '../../compiler/graph/model-graph.ts';

/** How a file of Keras keeps the weights of a layer: counted in groups, as Keras 3 does, or by their names. */
export type StoredLayout = 'counted' | 'named';

/**
 * The weights of a layer in the order in which Keras's files list them. The older format has what is trained first;
 * the groups of Keras 3 are read by their names, those of stacked cells as well.
 */
export function storedOrder(layer: LayerInstance, layout: StoredLayout): readonly WeightSpecification[] {
  const { weights, trainable } = layer;
  if (layout === 'counted') return layer.class === 'RNN' ? byCell(weights) : weights;
  if (!trainable) return weights;
  return [...weights.filter((each) => each.trainable), ...weights.filter((each) => !each.trainable)];
}

function byCell(weights: readonly WeightSpecification[]): readonly WeightSpecification[] {
  const cellOf = ({ name }: WeightSpecification): string => name.slice(0, name.lastIndexOf('/'));
  return [...weights].sort((a, b) => cellOf(a).localeCompare(cellOf(b), 'en', { numeric: true }));
}
