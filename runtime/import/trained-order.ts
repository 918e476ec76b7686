import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { TrainedWeight } from '../../compiler/targets/keras/optimizer-variables.ts';
import { keepsWeights } from '../../compiler/targets/keras/weights.ts';
import type { Alignment } from '../../compiler/targets/read/align.ts';
import type { SourceModel } from '../../compiler/targets/read/source.ts';
import { storedOrder } from '../weights/stored-order.ts';

/** The weights that a training changes, in the order of the layers of the file: that of Keras's and tfjs's optimizers. */
export function trainedOrder(
  model: SourceModel,
  alignment: Alignment,
  graph: ModelGraph,
): readonly TrainedWeight[] {
  return model.layers.flatMap((layer, index) => {
    const inner = alignment.inner.get(index);
    if (layer.kind === 'model' && inner) return trainedOrder(layer.model, inner, graph);
    const made = graph.layers[alignment.layers.get(index) ?? -1];
    if (!made?.trainable || !keepsWeights(made)) return [];
    return storedOrder(made, 'counted')
      .filter(({ trainable }) => trainable)
      .map(({ name, shape }) => ({ name: `${made.name}/${name}`, shape }));
  });
}
