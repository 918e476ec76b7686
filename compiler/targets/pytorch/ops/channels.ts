import { method, places, type Code } from '../../python/ops/code.ts';

/** The axes of a tensor with channels behind the batch, in the order in which channels are last. */
export function lastPermutation(rank: number): readonly number[] {
  return [0, ...spatial(rank).map((axis) => axis + 1), 1];
}

/** PyTorch has channels behind the batch; here they are last. What was turned the other way is not turned twice. */
export function channelsFirst(x: Code, rank: number): Code {
  return x.channelsFirst ?? method(x, 'permute', places([0, rank + 1, ...spatial(rank)]));
}

export function channelsLast(x: Code, rank: number): Code {
  return { ...method(x, 'permute', places(lastPermutation(rank))), channelsFirst: x };
}

/** The axes between samples and channels. */
export function spatial(rank: number): number[] {
  return Array.from({ length: rank }, (_, index) => index + 1);
}
