import { withinWindow } from './sliding-window.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import { stepMask } from '../shared/masks.ts';
import type { LayerLowerCall, LoweringContext, TensorArgument } from '../../declarations/define-layer.ts';

export interface MaskingArguments {
  readonly use_causal_mask: boolean;
  readonly sliding_window: number | null;
}

/** The masks that Keras's attention layers take when they are called. */
export const maskArguments: Readonly<Record<string, TensorArgument>> = {
  query_mask: stepMask('bool [batch, query steps]: steps that are padding are false.'),
  value_mask: stepMask('bool [batch, value steps]: steps that are padding are false.', valueOf),
  key_mask: stepMask('bool [batch, value steps]: steps that are padding are false.', valueOf),
  attention_mask: {
    doc: 'bool [batch, query steps, value steps]: true where a query may look.',
    dtype: 'bool',
    shapes: ({ args, inputs }) => {
      const scores = [inputs[0]!.shape[0]!, valueOf(inputs).shape[0]!];
      const heads = headsOf(args);
      return heads === undefined ? [scores] : [scores, [heads, ...scores]];
    },
    broadcasts: true,
  },
};

function valueOf(inputs: readonly TensorType[]): TensorType {
  return inputs[1]!;
}

/** A mask may differ by head. */
function headsOf(args: unknown): number | undefined {
  const { num_heads: heads, num_query_heads: queryHeads } = args as Readonly<Record<string, unknown>>;
  const count = heads ?? queryHeads;
  return typeof count === 'number' ? count : undefined;
}

/**
 * Where queries may look: all given masks together, bool, broadcasting to the scores [batch, heads, query steps,
 * value steps]; undefined where there is none.
 */
export function attentionMask(
  { ops }: LoweringContext,
  { args, masks, tensorArguments }: LayerLowerCall<MaskingArguments>,
  scores: Tensor,
): Tensor | undefined {
  const given = (name: string) => tensorArguments[name]?.[0];
  const all: Tensor[] = [];
  const query = given('query_mask') ?? masks[0];
  const value = given('value_mask') ?? masks[1];
  const key = given('key_mask') ?? masks[2];
  const attention = given('attention_mask');
  if (query) all.push(ops.expandDims(ops.expandDims(query, 2), 1));
  for (const mask of [value, key]) if (mask) all.push(ops.expandDims(ops.expandDims(mask, 1), 1));
  if (attention) all.push(attention.shape.length === 3 ? ops.expandDims(attention, 1) : attention);
  if (args.use_causal_mask) {
    const [, , queries, values] = scores.shape;
    const row = ops.iota([queries!, 1], 0);
    const column = ops.iota([1, values!], 1);
    all.push(ops.expandDims(ops.expandDims(ops.greaterEqual(row, column), 0), 0));
  }
  if (args.sliding_window !== null) {
    const [, , queries, values] = scores.shape;
    const near = withinWindow(ops, queries!, values!, args.sliding_window);
    all.push(ops.expandDims(ops.expandDims(near, 0), 0));
  }
  if (all.length === 0) return undefined;
  return all.reduce((joined, mask) => ops.and(joined, mask));
}
