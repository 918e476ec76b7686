import type { Tensor } from '../../../ops/types.ts';
import type { OnnxWriter } from '../writer.ts';
import type { RecurrentLoop } from './find-recurrences.ts';
import { gatePlaces, type RecurrentOperator } from './gates.ts';

/**
 * Writes a loop as ONNX's LSTM, GRU or RNN. Weights go from Keras's layout into ONNX's, [1, gates · units, …], which
 * costs nothing where they are known: onnxruntime works that out beforehand.
 */
export function writeRecurrence(writer: OnnxWriter, loop: RecurrentLoop): void {
  const { operator, scan, leaves, isTimeMajor, isRead, resetsAfter } = loop;
  const { states, reverse } = scan.attributes;
  const [readsSequence = false] = isRead.slice(states);
  const units = leaves.recurrent_kernel.shape[0] as number;
  const name = (tensor: Tensor): string => writer.nameOf(tensor);
  const x = isTimeMajor ? name(leaves.x) : writer.node('Transpose', [name(leaves.x)], { perm: [1, 0, 2] });
  const first = (state: Tensor): string => writer.node('Unsqueeze', [name(state), writer.integers([0])]);
  const [sequence, ...last] = writer.nodeWith(
    operator,
    [
      x,
      rows(writer, operator, leaves.kernel, units),
      rows(writer, operator, leaves.recurrent_kernel, units),
      leaves.bias ? biases(writer, operator, leaves.bias, units) : '',
      // The lengths of sequences: all have the same.
      '',
      first(leaves.state0),
      ...(leaves.state1 ? [first(leaves.state1)] : []),
    ],
    // What nobody reads, onnxruntime does not keep.
    [readsSequence, ...isRead.slice(0, states)],
    {
      hidden_size: units,
      direction: reverse ? 'reverse' : 'forward',
      ...(operator === 'GRU' ? { linear_before_reset: Number(resetsAfter) } : {}),
    },
  );
  scan.outputs.forEach((output, at) => {
    if (!isRead[at]) return;
    const [result, axis] = at < states ? [last[at]!, 0] : [sequence!, 1];
    writer.setName(output, writer.node('Squeeze', [result, writer.integers([axis])]));
  });
}

/** A kernel [n, gates · units] as [1, gates · units, n], its gates in ONNX's order. */
function rows(writer: OnnxWriter, operator: RecurrentOperator, kernel: Tensor, units: number): string {
  const ordered = inOrder(writer, operator, writer.nameOf(kernel), 1, units);
  const turned = writer.node('Transpose', [ordered], { perm: [1, 0] });
  return writer.node('Unsqueeze', [turned, writer.integers([0])]);
}

/** One bias for the inputs and one for the states, [1, 2 · gates · units]; most layers have the first alone. */
function biases(writer: OnnxWriter, operator: RecurrentOperator, bias: Tensor, units: number): string {
  const size = gatePlaces[operator].length * units;
  if (bias.shape.length === 2) {
    return writer.node('Reshape', [writer.nameOf(bias), writer.integers([1, 2 * size])]);
  }
  const ordered = inOrder(writer, operator, writer.nameOf(bias), 0, units);
  const both = writer.node('Concat', [ordered, writer.constant('float32', [size], new Float32Array(size))], {
    axis: 0,
  });
  return writer.node('Unsqueeze', [both, writer.integers([0])]);
}

/** The parts of an axis, one for each gate, in ONNX's order. */
function inOrder(
  writer: OnnxWriter,
  operator: RecurrentOperator,
  value: string,
  axis: number,
  units: number,
): string {
  const places = gatePlaces[operator];
  if (places.every((place, at) => place === at)) return value;
  const parts = places.map((_, gate) =>
    writer.node('Slice', [
      value,
      writer.integers([gate * units]),
      writer.integers([(gate + 1) * units]),
      writer.integers([axis]),
    ]),
  );
  const ordered = places.map((_, place) => parts[places.indexOf(place)]!);
  return writer.node('Concat', ordered, { axis });
}
