import type { OpDefinition } from './definition.ts';
import { OpError } from './definition.ts';
import { inversePermutation } from './movement.ts';
import { sizeProduct } from '../shapes/size.ts';

export const indexing = {
  gather: {
    infer: ([data, indices], { axis }) => {
      if (indices!.dtype !== 'int32') throw new OpError(`Indices are ${indices!.dtype}, not int32.`);
      const { shape } = data!;
      return [
        { dtype: data!.dtype, shape: [...shape.slice(0, axis), ...indices!.shape, ...shape.slice(axis + 1)] },
      ];
    },
    gradient: (ops, node, [dy]) => {
      const [data, indices] = node.inputs;
      const { axis } = node.attributes;
      const rest = data!.shape.filter((_, at) => at !== axis);
      const count = sizeProduct(indices!.shape);
      const flat = ops.reshape(indices!, [count]);
      if (axis === 0) {
        return [ops.scatterAdd(flat, ops.reshape(dy!, [count, ...rest]), data!.shape[0]!), undefined];
      }
      // Bring the indexed axes to the front, scatter there, and take the axis back.
      const gathered = indices!.shape.map((_, at) => axis + at);
      const others = dy!.shape.map((_, at) => at).filter((at) => !gathered.includes(at));
      const front = ops.reshape(ops.transpose(dy!, [...gathered, ...others]), [count, ...rest]);
      const order = data!.shape.map((_, at) => at).filter((at) => at !== axis);
      const scattered = ops.scatterAdd(flat, front, data!.shape[axis]!);
      return [ops.transpose(scattered, inversePermutation([axis, ...order])), undefined];
    },
  } satisfies OpDefinition<'gather'>,

  scatterAdd: {
    infer: ([indices, updates], { size }) => {
      if (indices!.shape.length !== 1) throw new OpError('scatterAdd takes one axis of indices.');
      return [{ dtype: updates!.dtype, shape: [size, ...updates!.shape.slice(1)] }];
    },
    gradient: (ops, node, [dy]) => [undefined, ops.gather(dy!, node.inputs[0]!, 0)],
  } satisfies OpDefinition<'scatterAdd'>,
};
