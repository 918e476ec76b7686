import type { Tensor } from '../../../ops/types.ts';
import type { OnnxWriter } from '../writer.ts';

/** A tensor with an axis behind that of the batch, where ONNX has the channels. */
export function channelsSecond(writer: OnnxWriter, name: string, { shape }: Tensor, axis: number): string {
  if (axis === 1) return name;
  return writer.node('Transpose', [name], { perm: [0, axis, ...axesBetween(shape.length, axis)] });
}

/** The same tensor with that axis where it was. */
export function channelsBack(writer: OnnxWriter, name: string, rank: number, axis: number): string {
  if (axis === 1) return name;
  const order = [0, axis, ...axesBetween(rank, axis)];
  return writer.node('Transpose', [name], { perm: order.map((_, at) => order.indexOf(at)) });
}

function axesBetween(rank: number, axis: number): readonly number[] {
  return Array.from({ length: rank }, (_, at) => at).filter((at) => at !== 0 && at !== axis);
}
