import type { GraphInput, ModelGraph } from '../../graph/model-graph.ts';
import { tfjsName } from '../tfjs/names.ts';
import { tfjsDType, tfjsSize } from '../tfjs/types.ts';
import { stringText } from './values-text.ts';

/** `tf.input({ name: 'image', shape: [28, 28] })` */
export function inputText(graph: ModelGraph, input: GraphInput, shape?: readonly string[]): string {
  const type = graph.tensors[input.tensor]!;
  const sizes = shape ?? type.shape.map((size) => String(tfjsSize(size)));
  const dtype = tfjsDType(type.dtype);
  const rest = dtype === 'float32' ? '' : `, dtype: '${dtype}'`;
  return `tf.input({ name: ${stringText(tfjsName(input.name))}, shape: [${sizes.join(', ')}]${rest} })`;
}
