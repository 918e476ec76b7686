import { sizeProduct, type Size } from '../../shapes/size.ts';
import { OpError } from '../definition.ts';
import type { Ops } from '../ops.ts';
import { normalizeAxes, normalizeAxis } from '../shape-rules.ts';
import type { VocabularyContext } from './context.ts';

type Words =
  | 'reshape'
  | 'transpose'
  | 'expand'
  | 'expandDims'
  | 'squeeze'
  | 'slice'
  | 'sliceAxis'
  | 'split'
  | 'reverse'
  | 'concat'
  | 'stack'
  | 'pad'
  | 'repeat';

/** The same entries in other places. */
export function movementVocabulary({ emit, ops }: VocabularyContext): Pick<Ops, Words> {
  return {
    reshape: (x, shape) => emit('reshape', [x], { shape }),
    transpose: (x, permutation) => emit('transpose', [x], { permutation }),
    expand: (x, shape) => emit('expand', [x], { shape }),
    expandDims: (x, axis) => {
      const shape = [...x.shape];
      shape.splice(normalizeAxis(axis, x.shape.length + 1), 0, 1);
      return ops.reshape(x, shape);
    },
    squeeze: (x, axes) => {
      const dropped = new Set(normalizeAxes(axes, x.shape.length));
      return ops.reshape(
        x,
        x.shape.filter((_, axis) => !dropped.has(axis)),
      );
    },
    slice: (x, starts, sizes, strides = sizes.map(() => 1)) => emit('slice', [x], { starts, sizes, strides }),
    sliceAxis: (x, axis, start, size, stride = 1) => {
      const at = normalizeAxis(axis, x.shape.length);
      const place = <T>(value: T, rest: readonly T[]): T[] =>
        rest.map((other, index) => (index === at ? value : other));
      return ops.slice(
        x,
        place<Size>(
          start,
          x.shape.map(() => 0),
        ),
        place(size, x.shape),
        place(
          stride,
          x.shape.map(() => 1),
        ),
      );
    },
    split: (x, count, axis) => {
      const at = normalizeAxis(axis, x.shape.length);
      const size = x.shape[at];
      if (typeof size !== 'number' || size % count !== 0)
        throw new OpError(`Axis ${axis} does not split in ${count}.`);
      return Array.from({ length: count }, (_, part) =>
        ops.sliceAxis(x, at, (part * size) / count, size / count),
      );
    },
    reverse: (x, axes) => emit('reverse', [x], { axes: normalizeAxes(axes, x.shape.length) }),
    concat: (tensors, axis) =>
      emit('concat', tensors, { axis: normalizeAxis(axis, tensors[0]!.shape.length) }),
    stack: (tensors, axis) =>
      ops.concat(
        tensors.map((tensor) => ops.expandDims(tensor, axis)),
        axis,
      ),
    pad: (x, low, high, { value = 0, interior = low.map(() => 0) } = {}) =>
      emit('pad', [x], { low, high, interior, value }),
    repeat: (x, count, axis) => {
      const at = normalizeAxis(axis, x.shape.length);
      const wide = [...x.shape.slice(0, at + 1), count, ...x.shape.slice(at + 1)];
      const merged = x.shape.map((size, index) => (index === at ? sizeProduct([size, count]) : size));
      return ops.reshape(ops.expand(ops.expandDims(x, at + 1), wide), merged);
    },
  };
}
