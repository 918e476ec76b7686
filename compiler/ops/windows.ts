import { OpError, type OpDefinition } from './definition.ts';
import { windowOutput } from './shape-rules.ts';
import type { Tensor } from './types.ts';

/** Convolutions and pools over channels-last tensors of any number of spatial axes. */
export const windows = {
  convolution: {
    infer: ([x, kernel], attributes) => {
      const spatial = x!.shape.slice(1, -1);
      const window = kernel!.shape.slice(0, -2).map(knownSize);
      return [
        {
          dtype: x!.dtype,
          shape: [
            x!.shape[0]!,
            ...windowOutput(spatial, window, attributes),
            kernel!.shape[kernel!.shape.length - 1]!,
          ],
        },
      ];
    },
    gradient: (ops, node, [dy]) => {
      const [x, kernel] = node.inputs;
      return [
        ops.convolutionInputGradient(dy!, kernel!, { ...node.attributes, inputShape: x!.shape }),
        ops.emit('convolutionKernelGradient', [x!, dy!], {
          ...node.attributes,
          kernelShape: kernel!.shape,
        })[0],
      ];
    },
  } satisfies OpDefinition<'convolution'>,

  convolutionInputGradient: {
    infer: ([dy], { inputShape }) => [{ dtype: dy!.dtype, shape: inputShape }],
    gradient: (ops, node, [dx]) => {
      const [dy, kernel] = node.inputs;
      const { strides, dilations, padding, groups } = node.attributes;
      const attributes = { strides, dilations, padding, groups };
      return [
        ops.convolution(dx!, kernel!, attributes),
        ops.emit('convolutionKernelGradient', [dx!, dy!], { ...attributes, kernelShape: kernel!.shape })[0],
      ];
    },
  } satisfies OpDefinition<'convolutionInputGradient'>,

  convolutionKernelGradient: {
    infer: ([x], { kernelShape }) => [{ dtype: x!.dtype, shape: kernelShape }],
  } satisfies OpDefinition<'convolutionKernelGradient'>,

  maxPool: {
    infer: ([x], attributes) => pooled(x!, attributes),
    gradient: (ops, node, [dy]) =>
      ops.emit('maxPoolGradient', [node.inputs[0]!, node.outputs[0]!, dy!], node.attributes),
  } satisfies OpDefinition<'maxPool'>,

  maxPoolGradient: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
  } satisfies OpDefinition<'maxPoolGradient'>,

  averagePool: {
    infer: ([x], attributes) => pooled(x!, attributes),
    gradient: (ops, node, [dy]) =>
      ops.emit('averagePoolGradient', [dy!], { ...node.attributes, inputShape: node.inputs[0]!.shape }),
  } satisfies OpDefinition<'averagePool'>,

  averagePoolGradient: {
    infer: ([dy], { inputShape }) => [{ dtype: dy!.dtype, shape: inputShape }],
  } satisfies OpDefinition<'averagePoolGradient'>,
};

function pooled(x: Tensor, attributes: Parameters<typeof windowOutput>[2] & { window: readonly number[] }) {
  const spatial = windowOutput(x.shape.slice(1, -1), attributes.window, attributes);
  return [{ dtype: x.dtype, shape: [x.shape[0]!, ...spatial, x.shape[x.shape.length - 1]!] }] as const;
}

function knownSize(size: unknown): number {
  if (typeof size !== 'number') throw new OpError('The sizes of a kernel must be known.');
  return size;
}
