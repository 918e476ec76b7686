import { dataFormat } from '../../declarations/data-format.ts';
import { boolean } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import type { SpatialRank } from '../shared/spatial.ts';
import { poolInput } from './base-pooling.ts';

interface GlobalPooling {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly example: string;
  /** Reduces the axes and keeps them with size 1. The mask, [batch, time], is given where the layer heeds it. */
  readonly tensorArguments?: LayerDeclaration['tensorArguments'];
  readonly needsSteps?: boolean;
  readonly reduce: (ops: Ops, x: Tensor, axes: readonly number[], mask: Tensor | undefined) => Tensor;
}

/** One value per channel, over all spatial axes. */
export function defineGlobalPooling(rank: SpatialRank, pooling: GlobalPooling) {
  const { reduce, ...texts } = pooling;
  const axes = Array.from({ length: rank }, (_, axis) => axis + 1);
  return defineLayer({
    ...texts,
    family: 'pooling',
    arguments: {
      data_format: dataFormat,
      keepdims: boolean(false, 'Keep the reduced axes with size 1.'),
    },
    input: poolInput(rank),
    output: ({ args, inputs }) => {
      const channels = inputs[0]!.shape.at(-1)!;
      return floats(args.keepdims ? [...axes.map(() => 1), channels] : [channels]);
    },
    lower: ({ ops }, { args, inputs, masks, tensorArguments }) => {
      const mask = tensorArguments.mask?.[0] ?? masks[0];
      const pooled = reduce(ops, asFloat(ops, inputs[0]!), axes, mask);
      return args.keepdims ? pooled : ops.squeeze(pooled, axes);
    },
  });
}
