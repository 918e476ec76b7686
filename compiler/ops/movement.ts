import { addSizes, multiplySizes, shapeText, sizeProduct, subtractSizes, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { OpError, type OpDefinition } from './definition.ts';
import { broadcastShapes } from './shape-rules.ts';

export const movement = {
  reshape: {
    infer: ([x], { shape }) => {
      if (!mayBeEqual(sizeProduct(x!.shape), sizeProduct(shape))) {
        throw new OpError(`${shapeText(x!.shape)} does not reshape to ${shapeText(shape)}.`);
      }
      return [{ dtype: x!.dtype, shape }];
    },
    gradient: (ops, node, [dy]) => [ops.reshape(dy!, node.inputs[0]!.shape)],
  } satisfies OpDefinition<'reshape'>,

  transpose: {
    infer: ([x], { permutation }) => [{ dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) }],
    gradient: (ops, node, [dy]) => [ops.transpose(dy!, inversePermutation(node.attributes.permutation))],
  } satisfies OpDefinition<'transpose'>,

  expand: {
    infer: ([x], { shape }) => [{ dtype: x!.dtype, shape: broadcastShapes(x!.shape, shape) }],
    // The driver sums it back.
    gradient: (_, __, [dy]) => [dy],
  } satisfies OpDefinition<'expand'>,

  slice: {
    infer: ([x], { sizes }) => [{ dtype: x!.dtype, shape: sizes }],
    gradient: (ops, node, [dy]) => {
      const { starts, sizes, strides } = node.attributes;
      const { shape } = node.inputs[0]!;
      const spans = sizes.map((size, axis) => spannedSize(size, strides[axis]!));
      const high = shape.map((size, axis) => subtractSizes(subtractSizes(size, starts[axis]!), spans[axis]!));
      return [ops.pad(dy!, starts, high, { interior: strides.map((stride) => stride - 1) })];
    },
  } satisfies OpDefinition<'slice'>,

  reverse: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    gradient: (ops, node, [dy]) => [ops.reverse(dy!, node.attributes.axes)],
  } satisfies OpDefinition<'reverse'>,

  concat: {
    infer: (inputs, { axis }) => {
      const total = addSizes(...inputs.map((input) => input.shape[axis]!));
      const rest = broadcastShapes(
        ...inputs.map((input) => input.shape.map((size, at) => (at === axis ? 1 : size))),
      );
      return [{ dtype: inputs[0]!.dtype, shape: rest.map((size, at) => (at === axis ? total : size)) }];
    },
    gradient: (ops, node, [dy]) => {
      const { axis } = node.attributes;
      let start: Size = 0;
      return node.inputs.map((input) => {
        const part = ops.sliceAxis(dy!, axis, start, input.shape[axis]!);
        start = addSizes(start, input.shape[axis]!);
        return part;
      });
    },
  } satisfies OpDefinition<'concat'>,

  pad: {
    infer: ([x], { low, high, interior }) => [
      {
        dtype: x!.dtype,
        shape: x!.shape.map((size, axis) =>
          addSizes(spannedSize(size, interior[axis]! + 1), low[axis]!, high[axis]!),
        ),
      },
    ],
    gradient: (ops, node, [dy]) => {
      const { low, interior } = node.attributes;
      const { shape } = node.inputs[0]!;
      if (low.some((size) => typeof size !== 'number' || size < 0)) {
        // Cropping lost entries: undo it by padding, then keep every stride-th.
        const { high } = node.attributes;
        const whole = ops.pad(
          dy!,
          low.map((size) => multiplySizes(size, -1)),
          high.map((size) => multiplySizes(size, -1)),
        );
        return [
          ops.slice(
            whole,
            shape.map(() => 0),
            shape,
            interior.map((gap) => gap + 1),
          ),
        ];
      }
      return [
        ops.slice(
          dy!,
          low,
          shape,
          interior.map((gap) => gap + 1),
        ),
      ];
    },
  } satisfies OpDefinition<'pad'>,
};

/** The entries from the first to the last of `size` entries that are `stride` apart. */
export function spannedSize(size: Size, stride: number): Size {
  return stride === 1 ? size : addSizes(multiplySizes(addSizes(size, -1), stride), 1);
}

/** The permutation that undoes another. */
export function inversePermutation(permutation: readonly number[]): number[] {
  const inverse = Array<number>(permutation.length).fill(0);
  permutation.forEach((from, to) => (inverse[from] = to));
  return inverse;
}
