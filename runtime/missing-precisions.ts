import { layerPrecision } from '../compiler/declarations/layer-precision.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { mixedPrecisionsOf } from '../compiler/graph/precisions.ts';
import type { Engine } from './engines/engine.ts';

/** A sentence for each mixed precision that a training or a layer asks for and the engine's device has not. */
export function missingPrecisions(
  graph: ModelGraph,
  { precisions = [], description }: Engine,
): readonly string[] {
  const missing = mixedPrecisionsOf(graph).filter((each) => !precisions.includes(each));
  return missing.map((precision) => {
    const layer = graph.layers.find((each) => layerPrecision(each) === precision);
    const who = precision === graph.training.precision ? 'This training' : `\`${layer!.name}\``;
    return `${who} computes in float32: ${description} has no \`${precision}\`.`;
  });
}
