import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { hidden } from '../activation/softmax.ts';

/**
 * How much each query looks at each step: scores through a softmax. No gradient flows into hidden scores. Where a query
 * may look nowhere, Keras has two ways, and so have we: with dropout, and where scores are asked for, it looks nowhere;
 * else the shares are even, as its fused kernel has them.
 */
export function attentionShares(
  ops: Ops,
  scores: Tensor,
  mask: Tensor | undefined,
  { dropout, return_attention_scores: isAsked }: { dropout: number; return_attention_scores: boolean },
): Tensor {
  if (!mask) return ops.softmax(scores, -1);
  const shares = ops.softmax(ops.select(mask, scores, hidden), -1);
  return dropout > 0 || isAsked ? ops.select(mask, shares, 0) : shares;
}
