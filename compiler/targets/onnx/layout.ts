import { isSymbolic } from '../../shapes/size.ts';
import type { Padding, Tensor } from '../../ops/types.ts';
import type { OnnxWriter } from './writer.ts';

/** [batch, …spatial, channels] → [batch, channels, …spatial]. */
export function toChannelsFirst(writer: OnnxWriter, x: string, tensor: Tensor): string {
  const rank = tensor.shape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => axis + 1);
  return writer.node('Transpose', [x], { perm: [0, rank - 1, ...spatial] });
}

/** [batch, channels, …spatial] → [batch, …spatial, channels]. */
export function toChannelsLast(writer: OnnxWriter, x: string, rank: number): string {
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => axis + 2);
  return writer.node('Transpose', [x], { perm: [0, ...spatial, 1] });
}

/** What stands around a tensor. */
interface Fill {
  readonly padding: Padding;
  readonly value: number;
  /** A tensor of its dtype. */
  readonly like: Tensor;
}

/**
 * Padding of the spatial axes of a channels-first tensor: as an attribute for the node that follows where it is
 * known and not negative, else by a Pad node of its own.
 */
export function padSpatial(
  writer: OnnxWriter,
  x: string,
  { padding, value, like }: Fill,
  always = false,
): { readonly name: string; readonly pads: readonly number[] } {
  const plain = padding.every((ends) => ends.every((size) => !isSymbolic(size) && size >= 0));
  if (plain && !always) return { name: x, pads: flatPads(padding as readonly (readonly [number, number])[]) };
  const low = padding.map(([first]) => first);
  const high = padding.map(([, second]) => second);
  const padded = writer.node('Pad', [
    x,
    writer.sizeVector([0, 0, ...low, 0, 0, ...high]),
    writer.scalarLike(like, value),
  ]);
  return { name: padded, pads: padding.flatMap(() => [0, 0]) };
}

export function flatPads(padding: readonly (readonly [number, number])[]): number[] {
  return [...padding.map(([low]) => low), ...padding.map(([, high]) => high)];
}
