import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { alignMasks, alignRanks, joinMasks, mergedType } from './broadcast.ts';

interface Merge {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly example: string;
  /** Set where the layer takes exactly so many. */
  readonly count?: number;
  /** True where the result is no whole number even if the inputs are. */
  readonly floatsOnly?: boolean;
  /** `masks` are bool and broadcast to their inputs; absent where an input has none. */
  readonly merge: (ops: Ops, inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]) => Tensor;
}

/** A layer that joins tensors of equal or broadcastable shapes, entry by entry. */
export function defineMerge(merge: Merge) {
  const { count, floatsOnly, merge: join, ...texts } = merge;
  return defineLayer({
    ...texts,
    family: 'merging',
    arguments: {},
    input: {
      count: count ?? 'list',
      ...(count === undefined ? { minimum: 1 } : {}),
      ...(floatsOnly ? { dtype: 'float' as const } : {}),
    },
    output: (call) => mergedType(merge.name, call),
    lower: (context, { inputs, masks }) => {
      const mask = joinMasks(context.ops, masks);
      if (mask) context.setMask(mask);
      const aligned = alignRanks(context.ops, inputs, context.batch);
      return join(context.ops, aligned, alignMasks(context.ops, inputs, masks, context.batch));
    },
    mask: 'combine',
  });
}
