import type { LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import { isStateful } from '../../../graph/stateful.ts';
import { isSymbolic } from '../../../shapes/size.ts';
import type { ArgumentValue } from '../../../declarations/values.ts';

/** A layer that a program of Keras cannot say, with the reason as the end of a sentence. */
export interface ModuleGap extends Pick<LayerInstance, 'name' | 'place'> {
  readonly reason: string;
}

/** The layers of a model that a program of Keras cannot say. */
export function moduleGaps(graph: ModelGraph): readonly ModuleGap[] {
  return graph.layers.flatMap((layer, index) => {
    const reason = reasonOf(graph, layer, index);
    return reason === undefined ? [] : [{ name: layer.name, place: layer.place, reason }];
  });
}

function reasonOf(
  graph: ModelGraph,
  { declaration, args }: LayerInstance,
  index: number,
): string | undefined {
  const { name, family } = declaration;
  if (name === 'FoldSteps' || name === 'UnfoldSteps') {
    const call = graph.calls.find(({ layer }) => layer === index)!;
    const isOpen = call.inputs.some((tensor) => graph.tensors[tensor]!.shape.some(isSymbolic));
    if (isOpen) return 'Keras needs a known number of steps to run a block on each';
  }
  if (graph.training.steps !== undefined && isStateful(args))
    return 'kmodel writes no training in turns with states that are kept between batches into code for Keras';
  if (family === 'function' && Object.values(args).some(holdsSize))
    return 'kmodel writes no size that is known only at run time into code for Keras';
  if (family === 'wrapper' && Object.values(args).some(isOwnLayer))
    return 'kmodel writes no wrapper around a layer of the text into code for Keras';
  return undefined;
}

function holdsSize(value: ArgumentValue): boolean {
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).some(holdsSize);
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'size';
}

function isOwnLayer(value: ArgumentValue): boolean {
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).some(isOwnLayer);
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'layer')
    return false;
  return value.declaration.family === 'own' || Object.values(value.args).some(isOwnLayer);
}
