import { addSizes, sizesEqual, subtractSizes, type Size } from '../shapes/size.ts';
import type { ScopedOps } from './builder.ts';
import type { OpNodeOf, Tensor } from './types.ts';

/** A gradient of a slice: zeros but for one range of one axis. */
interface Range {
  readonly axis: number;
  readonly start: Size;
  readonly end: Size;
  readonly value: Tensor;
}

/**
 * The sum of all gradients that reach a tensor. Those of neighbouring slices are joined rather than padded and
 * added: when a tensor was taken apart, its gradient is one concatenation.
 */
export function sumGradients(ops: ScopedOps, gradients: readonly Tensor[]): Tensor {
  if (gradients.length === 1) return gradients[0]!;
  const ranges: Range[] = [];
  const others: Tensor[] = [];
  for (const gradient of gradients) {
    const range = rangeOf(ops, gradient);
    if (range && (ranges[0] === undefined || ranges[0].axis === range.axis)) ranges.push(range);
    else others.push(gradient);
  }
  const joined = joinRanges(ops, ranges).map((range) => padRange(ops, range, gradients[0]!));
  return [...joined, ...others].reduce((sum, gradient) => ops.add(sum, gradient));
}

/** Reads a padding of zeros along one axis as the range that it leaves. */
function rangeOf(ops: ScopedOps, gradient: Tensor): Range | undefined {
  const node = ops.scope.producer(gradient);
  if (node?.op !== 'pad') return undefined;
  const { low, high, interior, value } = (node as OpNodeOf<'pad'>).attributes;
  const axes = low.flatMap((_, axis) =>
    low[axis] === 0 && high[axis] === 0 && interior[axis] === 0 ? [] : [axis],
  );
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || interior[axis] !== 0 || value !== 0) return undefined;
  const [inner] = node.inputs;
  return { axis, start: low[axis]!, end: addSizes(low[axis]!, inner!.shape[axis]!), value: inner! };
}

/** Neighbours become one; ranges whose order is not known stay as they are. */
function joinRanges(ops: ScopedOps, ranges: readonly Range[]): readonly Range[] {
  const waiting = [...ranges];
  const result: Range[] = [];
  for (let first = waiting.shift(); first; first = waiting.shift()) {
    const chain = [first];
    for (let grown = true; grown;) {
      const after = waiting.findIndex((range) => sizesEqual(range.start, chain[chain.length - 1]!.end));
      const before = after >= 0 ? -1 : waiting.findIndex((range) => sizesEqual(range.end, chain[0]!.start));
      grown = after >= 0 || before >= 0;
      if (after >= 0) chain.push(...waiting.splice(after, 1));
      else if (before >= 0) chain.unshift(...waiting.splice(before, 1));
    }
    const value = ops.concat(
      chain.map((range) => range.value),
      first.axis,
    );
    result.push({ axis: first.axis, start: chain[0]!.start, end: chain[chain.length - 1]!.end, value });
  }
  return result;
}

function padRange(ops: ScopedOps, { axis, start, end, value }: Range, whole: Tensor): Tensor {
  const along = (size: Size): Size[] => whole.shape.map((_, at) => (at === axis ? size : 0));
  return ops.pad(value, along(start), along(subtractSizes(whole.shape[axis]!, end)));
}
