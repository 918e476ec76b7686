import { sizeProduct } from '../../shapes/size.ts';
import type { PoolAttributes } from '../../ops/types.ts';
import { convolutionEmitters } from './convolutions.ts';
import type { Emitter, Emitters } from './emitters.ts';
import { padSpatial, toChannelsFirst, toChannelsLast } from './layout.ts';
import type { OnnxWriter } from './writer.ts';

export const poolEmitters = {
  maxPool: (writer, [x], node) => {
    const { padding } = node.attributes;
    const padded = padSpatial(writer, toChannelsFirst(writer, x!, node.inputs[0]!), {
      padding,
      value: -Infinity,
      like: node.inputs[0]!,
    });
    const result = writer.node('MaxPool', [padded.name], { ...geometry(node.attributes), pads: padded.pads });
    return toChannelsLast(writer, result, node.inputs[0]!.shape.length);
  },

  maxPoolGradient: (writer, [x, _, dy], node) => {
    const [input, , gradient] = node.inputs;
    const rank = input!.shape.length;
    const padded = padSpatial(writer, toChannelsFirst(writer, x!, input!), {
      padding: node.attributes.padding,
      value: -Infinity,
      like: input!,
    });
    const [, indices] = writer.nodeWith('MaxPool', [padded.name], 2, {
      ...geometry(node.attributes),
      pads: padded.pads,
    });
    const updates = toChannelsFirst(writer, dy!, gradient!);
    const flat = (name: string): string => writer.node('Reshape', [name, writer.integers([-1])]);
    const shape = writer.node('Shape', [padded.name]);
    const zeros = flat(writer.node('Expand', [writer.constant('float32', [], [0]), shape]));
    const scattered = writer.node('ScatterElements', [zeros, flat(indices!), flat(updates)], {
      axis: 0,
      reduction: 'add',
    });
    const whole = writer.node('Reshape', [scattered, shape]);
    return toChannelsLast(writer, whole, rank);
  },

  averagePool: (writer, [x], node) => {
    const padded = padSpatial(writer, toChannelsFirst(writer, x!, node.inputs[0]!), {
      padding: node.attributes.padding,
      value: 0,
      like: node.inputs[0]!,
    });
    const result = writer.node('AveragePool', [padded.name], {
      ...geometry(node.attributes),
      pads: padded.pads,
    });
    return toChannelsLast(writer, result, node.inputs[0]!.shape.length);
  },

  averagePoolGradient: (writer, [dy], node) => {
    const { inputShape, window } = node.attributes;
    const [gradient] = node.inputs;
    const channels = inputShape[inputShape.length - 1] as number;
    const shared = writer.node('Div', [dy!, windowCounts(writer, node)]);
    // Every entry of a window gets the same share: a transposed depthwise convolution with ones.
    const kernelShape = [...window, 1, channels];
    const ones = writer.constant(
      'float32',
      kernelShape,
      new Float32Array(sizeProduct(kernelShape) as number).fill(1),
    );
    const transposed = {
      op: 'convolutionInputGradient' as const,
      inputs: [gradient!, { id: -1, dtype: 'float32' as const, shape: kernelShape }],
      attributes: { ...node.attributes, groups: channels },
      outputs: node.outputs,
    };
    return convolutionEmitters.convolutionInputGradient(writer, [shared, ones], transposed);
  },
} satisfies Partial<Emitters>;

function geometry({ window, strides, dilations }: PoolAttributes) {
  return { kernel_shape: window, strides, dilations };
}

/** How many entries of each window are not padding: [1, …spatial, 1], or a number where all windows are full. */
function windowCounts(writer: OnnxWriter, node: Parameters<Emitter<'averagePoolGradient'>>[2]): string {
  const { inputShape, window, padding } = node.attributes;
  const full = writer.constant('float32', [], [window.reduce((product, size) => product * size, 1)]);
  if (padding.every((ends) => ends.every((size) => size === 0))) return full;
  const rank = inputShape.length;
  const spatial = inputShape.slice(1, -1);
  const ones = writer.node('Expand', [
    writer.constant('float32', [], [1]),
    writer.sizeVector([1, 1, ...spatial]),
  ]);
  const padded = padSpatial(writer, ones, { padding, value: 0, like: node.inputs[0]! }, true);
  const share = writer.node('AveragePool', [padded.name], {
    ...geometry(node.attributes),
    pads: padded.pads,
  });
  return toChannelsLast(writer, writer.node('Mul', [share, full]), rank);
}
