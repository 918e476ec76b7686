import type { NamedTensor, Tensor } from '../../ops/types.ts';
import type { GraphProto } from './onnx_pb.ts';
import { valueInfo } from './proto.ts';
import { OnnxWriter } from './writer.ts';

/** A batch that is computed portion after portion, each small enough for a cache: the graph is for one of them. */
export interface Portions {
  readonly count: number;
  /** Names of inputs that have rows of their own for each portion; the others are the same for all. */
  readonly inputs: ReadonlySet<string>;
}

interface PortionedGraph {
  readonly name: string;
  /** What is fed; sizes are those of one portion. */
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
  /** Writes the graph of one portion. */
  readonly writeBody: (
    writer: OnnxWriter,
    inputs: readonly NamedTensor[],
    outputs: readonly NamedTensor[],
  ) => GraphProto;
}

/** Writes a loop over the portions of a batch. Their rows stand in order, so that what is fed is not copied. */
export function writePortions(
  writer: OnnxWriter,
  { count, inputs: parted }: Portions,
  { name, inputs, outputs, writeBody }: PortionedGraph,
): GraphProto {
  const inner = new OnnxWriter(writer);
  const rowsOf = ({ shape: [rows, ...rest] }: Tensor): readonly number[] =>
    [count * (rows as number), ...rest] as readonly number[];
  const infos = inputs.map((input) =>
    parted.has(input.name)
      ? valueInfo(input.name, input.tensor.dtype, rowsOf(input.tensor))
      : writer.input(input.name, input.tensor),
  );
  const scanned = inputs.filter((input) => parted.has(input.name));
  const slices = scanned.map((input) =>
    writer.node('Reshape', [
      input.name,
      writer.integers([count, ...(input.tensor.shape as readonly number[])]),
    ]),
  );
  const body = writeBody(
    inner,
    scanned.map(({ tensor }) => ({ name: inner.freshName(), tensor })),
    outputs.map(({ tensor }) => ({ name: inner.freshName(), tensor })),
  );
  const stacked = writer.nodeWith('Scan', slices, outputs.length, { body, num_scan_inputs: slices.length });
  const outputInfos = outputs.map((output, at) => {
    const shape = rowsOf(output.tensor);
    writer.nameOutput(writer.node('Reshape', [stacked[at]!, writer.integers(shape)]), output.name);
    return valueInfo(output.name, output.tensor.dtype, shape);
  });
  return writer.finish(name, infos, outputInfos);
}
