import type { LayerCall, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import type { Size } from '../../../shapes/size.ts';
import type { TensorType } from '../../../shapes/types.ts';
import { feedDType } from '../../../steps/lower-model.ts';
import { UnwritableOp } from '../ops/unwritable-op.ts';
import { flowingTensors } from '../flowing.ts';
import type { SizeNames } from './size-names.ts';

/** What comes into a layer and out of it, over all its uses. */
export interface Site {
  /** The tensors that come in, each once. */
  readonly inputNames: readonly string[];
  readonly inputTypes: readonly TensorType[];
  /** Whether each input is float32 when it comes, though its type is another. */
  readonly comesAsFloat: readonly boolean[];
  /** For each input of the layer, and then each tensor argument, which of them it is; −1 for a value without a batch. */
  readonly places: readonly number[];
  /** The same as tensors of the graph. */
  readonly given: readonly TensorIndex[];
  readonly outputTypes: readonly TensorType[];
  /** What the size variables of the model are called in the code, as far as the inputs tell them. */
  readonly sizes: ReadonlyMap<string, Size>;
  readonly isMasked: boolean;
  readonly call: LayerCall;
  /** How often the layer is used. */
  readonly uses: number;
  /** True for inputs that carry the mask. */
  readonly masks: readonly boolean[];
}

/**
 * What a layer meets in a graph.
 * @param sizes gets names for the sizes that its inputs leave open
 */
export function layerSite(
  graph: ModelGraph,
  calls: readonly LayerCall[],
  masked: ReadonlySet<TensorIndex>,
  sizes: SizeNames,
): Site {
  const call = calls[0]!;
  const all = calls.map((each) => distinctTensors(graph, each));
  if (all[0]!.length === 0) throw new UnwritableOp('values without a batch');
  const given = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
  const places = given.map((tensor) => all[0]!.indexOf(tensor));
  const count = all[0]!.length;
  const inputNames =
    count === 1
      ? ['x']
      : Array.from({ length: count }, (_, index) => ['a', 'b', 'c', 'd'][index] ?? `x${index}`);
  const inputTypes = inputNames.map((name, index): TensorType => {
    const seen = all.map((tensors) => graph.tensors[tensors[index]!]!);
    const { dtype, whole } = seen[0]!;
    const shape = sizes.shapeOf(name, seen);
    return whole
      ? { dtype: feedDType(dtype), shape, whole }
      : { dtype: feedDType(dtype), shape: shape.slice(1) };
  });
  const modelInputs = new Set(graph.inputs.map(({ tensor }) => tensor));
  // tfjs hands on what layers make as float32, whatever it was: such tensors are cast back.
  const comesAsFloat = inputNames.map(
    (_, index) => inputTypes[index]!.dtype !== 'float32' && !modelInputs.has(all[0]![index]!),
  );
  // Folded steps are samples too: how many of those there are, the sequence knows.
  if (isUnfolding(graph, call)) sizes.batchFrom(inputNames.at(-1)!);
  const masks = call.inputs.map((tensor) => masked.has(tensor));
  const sources = new Set(call.inputs.filter((_, index) => masks[index]));
  if (sources.size > 1) throw new UnwritableOp('several masks');
  const outputTypes = call.outputs.map((tensor) => graph.tensors[tensor]!);
  return {
    inputNames,
    inputTypes,
    comesAsFloat,
    places,
    given,
    outputTypes,
    sizes: sizes.bindings(),
    uses: calls.length,
    masks,
    isMasked: masks.includes(true),
    call,
  };
}

function isUnfolding(graph: ModelGraph, call: LayerCall): boolean {
  return graph.layers[call.layer]!.class === 'UnfoldSteps';
}

/**
 * What a call takes, each tensor once: tfjs frees one that comes twice too early. Values without a batch do not come
 * in: the layer makes them itself.
 */
export function distinctTensors(graph: ModelGraph, call: LayerCall): readonly TensorIndex[] {
  const flowing = flowingTensors(graph);
  const taken = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
  return [...new Set(taken.filter((tensor) => flowing.has(tensor)))];
}
