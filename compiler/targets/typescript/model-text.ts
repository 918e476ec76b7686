import type { GraphInput, ModelGraph } from '../../graph/model-graph.ts';
import { scalarLayerName, tfjsName } from '../tfjs/names.ts';
import { tfjsDType, tfjsSize } from '../tfjs/types.ts';
import { stringText } from './values-text.ts';

/** `tf.input({ name: 'image', shape: [28, 28] })` */
export function inputText(graph: ModelGraph, input: GraphInput, shape?: readonly string[]): string {
  const type = graph.tensors[input.tensor]!;
  const sizes = isScalar(graph, input) ? ['1'] : (shape ?? type.shape.map((size) => String(tfjsSize(size))));
  const dtype = tfjsDType(type.dtype);
  const rest = dtype === 'float32' ? '' : `, dtype: '${dtype}'`;
  return `tf.input({ name: ${stringText(tfjsName(input.name))}, shape: [${sizes.join(', ')}]${rest} })`;
}

/** True for one number a sample: tfjs feeds nothing of rank 1, so that the input has an axis more. */
export function isScalar(graph: ModelGraph, input: GraphInput): boolean {
  return graph.tensors[input.tensor]!.shape.length === 0;
}

/** What takes that axis off again: `tf.layers.reshape({ name: 'id/scalar', targetShape: [] }).apply(id)` */
export function scalarText(input: GraphInput, variable: string): string {
  const name = stringText(scalarLayerName(tfjsName(input.name)));
  return `tf.layers.reshape({ name: ${name}, targetShape: [] }).apply(${variable}) as tf.SymbolicTensor`;
}
