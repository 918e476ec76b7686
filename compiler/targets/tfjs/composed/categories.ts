import type { OutputMode } from '../../../layers/preprocessing/host/encode.ts';
import type { TensorType } from '../../../shapes/types.ts';
import { chainOf, linear, rescaling, reshape, type ComposedStage, type Composition } from './stage.ts';

/** `CategoryEncoding`: a row of the unit matrix for each number, and sums of them. */
export const composedEncoding: Composition = ({ layer, input, output }) => {
  const tokens = layer.args.num_tokens as number;
  const vectors: ComposedStage = {
    factory: 'embedding',
    config: { inputDim: tokens, outputDim: tokens },
    weights: [{ shape: [tokens, tokens], data: unitMatrix(tokens) }],
  };
  return chainOf([vectors, ...encoded(layer.args.output_mode as OutputMode, input, output, tokens)]);
};

/**
 * `Discretization`: a step of 0 and 1 for each boundary. x − boundary is exact in its sign; times a number so large that
 * no difference stays below 1, plus 1, and cut off at 0 and 1 it is 1 from the boundary on, and 0 before.
 */
export const composedBins: Composition = ({ layer, input, output, learned }) => {
  const mode = layer.args.output_mode as OutputMode;
  const given = layer.args.bin_boundaries as readonly number[] | null;
  const boundaries = Float32Array.from(given ?? Array.from(learned('bin_boundaries')));
  const count = boundaries.length;
  const steps = [
    reshape([...input.shape, 1]),
    rescaling(1, 0),
    linear(
      1,
      new Float32Array(count).fill(1),
      boundaries.map((value) => -value),
    ),
    rescaling(3e38, 1),
    { factory: 'reLU', config: { maxValue: 1 } },
  ];
  const ends =
    mode === 'int'
      ? [linear(count, new Float32Array(count).fill(1)), reshape(output.shape)]
      : [oneHotOfSteps(count), ...encoded(mode, input, output, count + 1)];
  return chainOf([...steps, ...ends]);
};

/** Of the steps before a bin and those behind it, the vector of the bin: bin 0 has reached no boundary. */
function oneHotOfSteps(count: number): ComposedStage {
  const bins = count + 1;
  const kernel = new Float32Array(count * bins);
  for (let step = 0; step < count; step++) {
    kernel[step * bins + step] = -1;
    kernel[step * bins + step + 1] = 1;
  }
  const bias = new Float32Array(bins);
  bias[0] = 1;
  return linear(count, kernel, bias);
}

/** From vectors, one for each number, to what an encoding gives: one vector for all numbers of the last axis. */
function encoded(
  mode: OutputMode,
  input: TensorType,
  output: TensorType,
  size: number,
): readonly (ComposedStage | undefined)[] {
  const width = input.shape.at(-1) ?? 1;
  if (mode === 'one_hot' || width === 1) return [reshape(output.shape)];
  if (typeof width !== 'number') return [undefined];
  const kernel = new Float32Array(width * size * size);
  for (let row = 0; row < width; row++) kernel.set(unitMatrix(size), row * size * size);
  const sums = [reshape([...input.shape.slice(0, -1), width * size]), linear(width * size, kernel)];
  return mode === 'multi_hot' ? [...sums, { factory: 'reLU', config: { maxValue: 1 } }] : sums;
}

function unitMatrix(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}
