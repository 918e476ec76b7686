import type { Arguments, ComponentValue } from '../declarations/values.ts';
import type { LayerShapeCall } from '../declarations/define-layer.ts';
import { addSizes, multiplySizes, sizeToJson, unknownSize, type Size } from '../shapes/size.ts';
import { conditionText } from './conditions.ts';
import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from './model-graph.ts';

/** What `kmodel summary --json` prints; the batch axis is left out of shapes. */
export interface ModelSummary {
  readonly model: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly JsonSize[];
  }[];
  readonly heads: readonly HeadSummary[];
  readonly layers: readonly LayerSummary[];
  readonly params: { readonly total: number; readonly trainable: number; readonly non_trainable: number };
  /** What must hold of the sizes of the data, as expressions: `T >= 269`. */
  readonly conditions: readonly string[];
  readonly multiply_adds: JsonSize;
}

export type JsonSize = number | string;

export interface HeadSummary {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly JsonSize[];
  readonly loss: string | null;
  readonly weight: number;
  readonly metrics: readonly string[];
}

export interface LayerSummary {
  readonly name: string;
  readonly class: string;
  /** Of the results of its first use. */
  readonly shapes: readonly (readonly JsonSize[])[];
  readonly params: number;
  readonly trainable: boolean;
  /** What its first use takes: names of inputs and layers. */
  readonly inputs: readonly string[];
  readonly uses: number;
  readonly multiply_adds: JsonSize;
}

/** The layers of a model in order of use, a shared one once, with parameters and multiply-adds. */
export function summarizeModel(model: ModelGraph): ModelSummary {
  const makers = tensorMakers(model);
  const calls = new Map<number, LayerCall[]>();
  for (const call of model.calls) calls.set(call.layer, [...(calls.get(call.layer) ?? []), call]);
  let multiplyAdds: Size = 0;
  const layers = [...calls].map(([index, uses]): LayerSummary => {
    const layer = model.layers[index]!;
    const [first] = uses as [LayerCall];
    const cost = multiplySizes(layerMultiplyAdds(model, layer, first), uses.length);
    multiplyAdds = addSizes(multiplyAdds, cost);
    return {
      name: layer.name,
      class: layer.class,
      shapes: first.outputs.map((tensor) => model.tensors[tensor]!.shape.map(sizeToJson)),
      params: parameterCount(layer),
      trainable: layer.trainable,
      inputs: [...first.inputs, ...Object.values(first.tensorArguments).flat()].map((tensor) =>
        makers.get(tensor)!,
      ),
      uses: uses.length,
      multiply_adds: sizeToJson(cost),
    };
  });
  const used = [...calls.keys()].map((index) => model.layers[index]!);
  const total = used.reduce((sum, layer) => sum + parameterCount(layer), 0);
  const trainable = used.reduce((sum, layer) => sum + trainableCount(layer), 0);
  return {
    model: model.name,
    inputs: model.inputs.map(({ name, tensor }) => ({ name, ...typeJson(model, tensor) })),
    heads: model.heads.map(({ name, tensor, loss, weight, metrics }) => ({
      name,
      ...typeJson(model, tensor),
      loss: loss && componentText(loss),
      weight,
      metrics: metrics.map(componentText),
    })),
    layers,
    params: { total, trainable, non_trainable: total - trainable },
    conditions: model.conditions.map(conditionText),
    multiply_adds: sizeToJson(multiplyAdds),
  };
}

/** The number of entries of a layer's weights. */
export function parameterCount(layer: LayerInstance): number {
  const unread = layer.declaration.unread?.(layer.args) ?? 0;
  return layer.weights.reduce((sum, weight) => sum + entries(weight.shape), unread);
}

function trainableCount(layer: LayerInstance): number {
  if (!layer.trainable) return 0;
  return layer.weights.reduce((sum, weight) => sum + (weight.trainable ? entries(weight.shape) : 0), 0);
}

function entries(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function layerMultiplyAdds(model: ModelGraph, layer: LayerInstance, call: LayerCall): Size {
  const { declaration } = layer;
  if (!declaration.multiplyAdds) return 0;
  const shapeCall: LayerShapeCall<Arguments> = {
    args: layer.args,
    inputs: call.inputs.map((tensor) => model.tensors[tensor]!),
    tensorArguments: Object.fromEntries(
      Object.entries(call.tensorArguments).map(([name, list]) => [
        name,
        list.map((tensor) => model.tensors[tensor]!),
      ]),
    ),
    // The checker has kept the conditions.
    requireEqual: () => {},
    requireDivisible: () => {},
    freshSize: () => unknownSize('fresh'),
  };
  return declaration.multiplyAdds(
    shapeCall,
    call.outputs.map((tensor) => model.tensors[tensor]!),
  );
}

/** Which input or layer makes each tensor. */
export function tensorMakers(model: ModelGraph): ReadonlyMap<TensorIndex, string> {
  const makers = new Map(model.inputs.map((input) => [input.tensor, input.name]));
  for (const call of model.calls) {
    for (const output of call.outputs) makers.set(output, model.layers[call.layer]!.name);
  }
  return makers;
}

function typeJson(
  model: ModelGraph,
  tensor: TensorIndex,
): { readonly dtype: string; readonly shape: readonly JsonSize[] } {
  const { dtype, shape } = model.tensors[tensor]!;
  return { dtype, shape: shape.map(sizeToJson) };
}

/** A loss or metric as the user wrote it, or by its Keras name. */
export function componentText(component: ComponentValue): string {
  return component.alias ?? component.name;
}
