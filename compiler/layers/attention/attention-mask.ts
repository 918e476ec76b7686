import { withinWindow } from './sliding-window.ts';
import type { Tensor } from '../../ops/types.ts';
import type { LayerLowerCall, LoweringContext } from '../../declarations/define-layer.ts';

interface MaskingArguments {
  readonly use_causal_mask: boolean;
  readonly sliding_window: number | null;
}

/** The masks that Keras's attention layers take when they are called. */
export const maskArguments = {
  query_mask: { doc: 'bool [batch, query steps]: steps that are padding are false.' },
  value_mask: { doc: 'bool [batch, value steps]: steps that are padding are false.' },
  key_mask: { doc: 'bool [batch, value steps]: steps that are padding are false.' },
  attention_mask: { doc: 'bool [batch, query steps, value steps]: true where a query may look.' },
};

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
