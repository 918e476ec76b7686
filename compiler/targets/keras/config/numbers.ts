import type { LayerInstance, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { arangeNumbers, constantTensor } from '../../../functions/creation.ts';
import { findFunction } from '../../../functions/registry.ts';
import { functionOfLayer } from '../../program/functions.ts';
import { nestedNumbers } from '../../nested-numbers.ts';
import { KerasFloat, type KerasJson } from '../types.ts';

/**
 * The tensors that stand in the text as numbers, each as Keras serializes a tensor: a node of Keras's graph holds it
 * among what it takes, for a graph of Keras has no node without a tensor that flows in.
 */
export function numbersOf({ calls, layers, tensors }: ModelGraph): ReadonlyMap<TensorIndex, KerasJson> {
  const found = new Map<TensorIndex, KerasJson>();
  const known = new Map<TensorIndex, readonly number[]>();
  for (const { layer, inputs, outputs } of calls) {
    const [output] = outputs;
    if (output === undefined) continue;
    const { shape, dtype } = tensors[output]!;
    const isFloat = dtype.startsWith('float');
    // Numbers that the text casts to floats are these floats; to integers, they would have to be cut.
    const isCast = isFloat && functionOfLayer(layers[layer]!.declaration)?.name === 'cast';
    const values = isCast ? known.get(inputs[0]!) : valuesOf(layers[layer]!);
    if (!values) continue;
    known.set(output, values);
    const written = values.map((each): KerasJson => (isFloat ? new KerasFloat(each) : each));
    const value = nestedNumbers(written, shape as readonly number[]) as KerasJson;
    found.set(output, { class_name: '__tensor__', config: { value, dtype } });
  }
  return found;
}

function valuesOf({ declaration, args }: LayerInstance): readonly number[] | undefined {
  const called = functionOfLayer(declaration);
  if (called === constantTensor) return args.value as readonly number[];
  return called !== undefined && called === findFunction('arange') ? arangeNumbers(args) : undefined;
}
