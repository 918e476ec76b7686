import type { Emitter, Emitters } from './emitters.ts';
import { reshape } from './movement.ts';
import { elementTypes } from './proto.ts';

const reduce =
  <K extends 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product'>(operator: string): Emitter<K> =>
  (writer, [x], node) =>
    writer.node(operator, [x!, writer.integers(node.attributes.axes)], {
      keepdims: Number(node.attributes.keepDims),
    });

export const reductionEmitters = {
  matmul: (writer, [a, b], node) => {
    const { transposeA, transposeB } = node.attributes;
    const [left, right] = node.inputs;
    if (!transposeA && !transposeB) return writer.node('MatMul', [a!, b!]);
    if (left!.shape.length === 2 && right!.shape.length === 2) {
      return writer.node('Gemm', [a!, b!], { transA: Number(transposeA), transB: Number(transposeB) });
    }
    const swapped = (name: string, rank: number): string => {
      const permutation = Array.from({ length: rank }, (_, axis) => axis);
      [permutation[rank - 2], permutation[rank - 1]] = [rank - 1, rank - 2];
      return writer.node('Transpose', [name], { perm: permutation });
    };
    return writer.node('MatMul', [
      transposeA ? swapped(a!, left!.shape.length) : a!,
      transposeB ? swapped(b!, right!.shape.length) : b!,
    ]);
  },
  sum: reduce<'sum'>('ReduceSum'),
  mean: reduce<'mean'>('ReduceMean'),
  reduceMax: reduce<'reduceMax'>('ReduceMax'),
  reduceMin: reduce<'reduceMin'>('ReduceMin'),
  product: reduce<'product'>('ReduceProd'),
  argMax: (writer, [x], node) => {
    const index = writer.node('ArgMax', [x!], { axis: node.attributes.axis, keepdims: 0 });
    return writer.node('Cast', [index], { to: elementTypes.int32 });
  },
  cumulativeSum: (writer, [x], node) =>
    writer.node('CumSum', [x!, writer.constant('int64', [], [node.attributes.axis])], {
      reverse: Number(node.attributes.reverse),
    }),
  topK: (writer, [x], node) => {
    const [values, indices] = writer.nodeWith('TopK', [x!, writer.integers([node.attributes.k])], 2, {
      axis: -1,
    });
    return [values!, writer.node('Cast', [indices!], { to: elementTypes.int32 })];
  },
  layerNormalization: (writer, [x, gamma, beta], { attributes, outputs }) => {
    // Behind a change of shape: onnxruntime joins it with a sum right before it, to an op several times slower.
    const rows = writer.node('Reshape', [x!, writer.integers([-1, 1, outputs[0]!.shape.at(-1) as number])]);
    const results = writer.nodeWith('LayerNormalization', [rows, gamma!, beta!], outputs.length, {
      axis: -1,
      epsilon: { float: attributes.epsilon },
    });
    return results.map((result, at) => reshape(writer, result, [], outputs[at]!.shape));
  },
  softmax: (writer, [x], node) => writer.node('Softmax', [x!], { axis: node.attributes.axis }),
  logSoftmax: (writer, [x], node) => writer.node('LogSoftmax', [x!], { axis: node.attributes.axis }),
} satisfies Partial<Emitters>;
