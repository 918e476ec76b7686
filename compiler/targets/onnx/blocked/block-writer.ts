import type { AttributeValue } from '../proto.ts';
import type { OnnxWriter } from '../writer.ts';
import type { Pair } from './image.ts';

/** onnxruntime's own operators over blocks of channels. */
export const blockDomain = 'com.microsoft.nchwc';

/** Where a window of a convolution or a pool stands. */
export interface Placement {
  readonly window: Pair;
  readonly strides?: Pair;
  readonly dilations?: Pair;
  /** Rows and columns of padding before and after. */
  readonly low?: Pair;
  readonly high?: Pair;
}

/** What a convolution does to its results: those below 0 become 0, or all are brought within bounds. */
export type BlockActivation = 'relu' | { readonly low: number; readonly high: number };

export interface ConvolutionParts {
  /** One number for each channel of the result. */
  readonly bias?: string | undefined;
  /** Added to the result, before the activation. */
  readonly sum?: string | undefined;
  readonly activation?: BlockActivation | 'isNotNegative' | undefined;
}

/** Writes nodes over tensors in blocks of channels: [batch, channels / size, height, width, size] in memory. */
export class BlockWriter {
  readonly writer: OnnxWriter;
  /** Channels of a block. */
  readonly size: number;

  constructor(writer: OnnxWriter, size: number) {
    this.writer = writer;
    this.size = size;
  }

  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue | undefined>>,
  ): string {
    return this.writer.node(operator, inputs, attributes);
  }

  /** One of onnxruntime's operators over blocks. */
  blockNode(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue | undefined>>,
  ): string {
    return this.writer.nodeIn(blockDomain, operator, inputs, attributes);
  }

  reshape(x: string, ...shape: readonly number[]): string {
    return this.node('Reshape', [x, this.writer.integers(shape)]);
  }

  transpose(x: string, ...permutation: readonly number[]): string {
    return this.node('Transpose', [x], { perm: permutation });
  }

  /** Entries of one axis from `start` to before `end`. */
  slice(x: string, axis: number, start: number, end: number): string {
    const { writer } = this;
    return this.node('Slice', [x, ...[start, end, axis].map((each) => writer.integers([each]))]);
  }

  /** Entries of the first axis, in an order. */
  pick(x: string, order: readonly number[]): string {
    return this.node('Gather', [x, this.writer.integers(order)], { axis: 0 });
  }

  scalar(value: number): string {
    return this.writer.constant('float32', [], [value]);
  }

  /** One number in every place. */
  full(value: number, ...shape: readonly number[]): string {
    const count = shape.reduce((product, size) => product * size, 1);
    return this.writer.constant('float32', shape, new Float32Array(count).fill(value));
  }

  /** Fills an axis up with zeros. */
  fill(x: string, shape: readonly number[], axis: number, size: number): string {
    if (shape[axis] === size) return x;
    const high = shape.map((_, at) => (at === axis ? size - shape[axis]! : 0));
    return this.node('Pad', [x, this.writer.integers([...shape.map(() => 0), ...high]), this.scalar(0)]);
  }

  /**
   * A convolution of blocks; with as many groups as channels, one of each channel by itself.
   * @param kernel [out, in, …window], blocked in its order
   */
  convolve(
    x: string,
    kernel: string,
    placement: Placement & { readonly groups: number; readonly out: number },
    { bias, sum, activation }: ConvolutionParts = {},
  ): string {
    const { groups, out } = placement;
    // A sum comes after the bias: where there is none, zeros stand in.
    const added = sum === undefined ? [] : [sum];
    const first = bias ?? (sum === undefined ? undefined : this.full(0, out));
    return this.blockNode('Conv', [x, kernel, ...(first === undefined ? [] : [first]), ...added], {
      ...attributesOf(placement),
      dilations: placement.dilations ?? [1, 1],
      group: groups,
      ...(activation !== undefined && activationAttributes(activation)),
    });
  }

  pool(kind: 'MaxPool' | 'AveragePool', x: string, placement: Placement): string {
    const { dilations } = placement;
    return this.blockNode(kind, [x], {
      ...attributesOf(placement),
      ...(kind === 'MaxPool' && { dilations: dilations ?? [1, 1] }),
    });
  }

  /** x · factor + shift, with a number for each channel, in one pass with a sum and an activation. */
  affine(x: string, channels: number, factor: string, shift: string, parts: ConvolutionParts = {}): string {
    return this.convolve(
      x,
      this.reshape(factor, channels, 1, 1, 1),
      { window: [1, 1], groups: channels, out: channels },
      { ...parts, bias: shift },
    );
  }
}

function attributesOf({ window, strides = [1, 1], low = [0, 0], high = [0, 0] }: Placement) {
  return { kernel_shape: window, strides, pads: [...low, ...high] };
}

function activationAttributes(activation: NonNullable<ConvolutionParts['activation']>) {
  if (activation === 'relu') return { activation: 'Relu' };
  // max(0, min(1, 1 + x · 10³⁸)): 0 for x < 0, 1 for all others.
  if (activation === 'isNotNegative')
    return { activation: 'HardSigmoid', activation_params: { floats: [1e38, 1] } };
  return { activation: 'Clip', activation_params: { floats: [activation.low, activation.high] } };
}
