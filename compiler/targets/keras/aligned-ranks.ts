import { wholeType } from '../../shapes/types.ts';
import type {
  GraphTensor,
  LayerCall,
  LayerInstance,
  ModelGraph,
  TensorIndex,
} from '../../graph/model-graph.ts';
import { binary } from '../../functions/binary.ts';
import { findFunction } from '../../functions/registry.ts';
import { functionOfLayer } from '../program/functions.ts';

/**
 * A model in which functions of several tensors take samples of as many axes each. kmodel sets those of fewer axes
 * behind the batch; Keras counts axes from the last, and would take the batch for one of the others.
 */
export function withAlignedRanks(graph: ModelGraph): ModelGraph {
  const tensors: GraphTensor[] = [...graph.tensors];
  const layers: LayerInstance[] = [...graph.layers];
  const calls: LayerCall[] = [];
  for (const call of graph.calls) {
    const inputs = alignedInputs(graph, call, (tensor, missing) => {
      let here = tensor;
      for (let count = 0; count < missing; count++) here = expand(here, call);
      return here;
    });
    calls.push(inputs === call.inputs ? call : { ...call, inputs });
  }
  return calls.length === graph.calls.length ? graph : { ...graph, tensors, layers, calls };

  /** An axis of size 1 behind the batch. */
  function expand(tensor: TensorIndex, { layer, place }: LayerCall): TensorIndex {
    const { name, path } = layers[layer]!;
    const { dtype, shape } = tensors[tensor]!;
    const declaration = findFunction('expand_dims')!.layer;
    const made = `${name}_expand_dims_${layers.length}`;
    layers.push({
      name: made,
      class: declaration.name,
      declaration,
      args: { axis: 1 },
      weights: [],
      trainable: true,
      shared: false,
      path,
      place,
    });
    const output = tensors.push({ name: made, dtype, shape: [1, ...shape] }) - 1;
    calls.push({ layer: layers.length - 1, inputs: [tensor], tensorArguments: {}, outputs: [output], place });
    return output;
  }
}

function alignedInputs(
  { layers, tensors }: ModelGraph,
  { layer, inputs }: LayerCall,
  widen: (tensor: TensorIndex, missing: number) => TensorIndex,
): readonly TensorIndex[] {
  const called = functionOfLayer(layers[layer]!.declaration);
  if (!called || !binary.includes(called)) return inputs;
  const ranks = inputs.map((tensor) => {
    const type = tensors[tensor]!;
    return type.whole ? undefined : wholeType(type).shape.length;
  });
  const rank = Math.max(0, ...ranks.filter((each) => each !== undefined));
  if (ranks.every((each) => each === undefined || each === rank)) return inputs;
  return inputs.map((tensor, place) => widen(tensor, rank - (ranks[place] ?? rank)));
}
