import type { Tensor } from '../../../ops/types.ts';
import { isPlainPadding } from './choose.ts';
import { imageIn, join, type BlockContext, type BlockHandler } from './context.ts';
import type { Image, Pair } from './image.ts';
import { interleave } from './interleave.ts';
import { placementOfPool } from './pools.ts';

/** Less than any number that a pool may meet. */
const lowest = -3.4028234663852886e38;

/**
 * The gradient of a maximum: the first greatest entry of each window, in row-major order, gets the window's
 * gradient. A maximum over a window is one over rows of maxima along rows, so one axis is taken after the other.
 */
export const writeMaxPoolGradient: BlockHandler<'maxPoolGradient'> = (context, node) => {
  const { blocks, forms } = context;
  const [x, y, dy] = node.inputs as readonly [Tensor, Tensor, Tensor];
  const { padding, dilations } = node.attributes;
  if (!forms.isBlocked(x) || !isPlainPadding(padding) || dilations.some((dilation) => dilation !== 1))
    return false;
  const { window, strides, low, high } = placementOfPool(node.attributes);
  const [image, pooled] = [imageIn(context, x), imageIn(context, y)];
  const [input, output, gradient] = [x, y, dy].map((each) => forms.get(each, 'blocked')) as [
    string,
    string,
    string,
  ];
  const along = (axis: 0 | 1, count: number) => ({
    axis,
    count,
    window: window[axis],
    stride: strides[axis],
    low: low[axis],
  });
  const columns = along(1, pooled.w);
  if (window[0] === 1 && strides[0] === 1) {
    const line = new MaximumAlong(context, image, columns);
    forms.set(node.outputs[0]!, 'blocked', line.gradient(input, output, gradient));
    return true;
  }
  const middle = blocks.pool('MaxPool', input, {
    window: [1, window[1]],
    strides: [1, strides[1]],
    low: [0, low[1]],
    high: [0, high[1]],
  });
  const between = new MaximumAlong(context, { ...image, w: pooled.w }, along(0, pooled.h));
  const ofMiddle = between.gradient(middle, output, gradient);
  const line = new MaximumAlong(context, image, columns);
  forms.set(node.outputs[0]!, 'blocked', line.gradient(input, middle, ofMiddle));
  return true;
};

interface Line {
  readonly axis: 0 | 1;
  /** Windows along the axis. */
  readonly count: number;
  readonly window: number;
  readonly stride: number;
  /** Padding before the first entry. */
  readonly low: number;
}

/** Maxima over windows along one axis of an image in blocks. */
class MaximumAlong {
  private readonly context: BlockContext;
  private readonly image: Image;
  private readonly line: Line;
  private readonly length: number;
  private padded: string | undefined;

  constructor(context: BlockContext, image: Image, line: Line) {
    this.context = context;
    this.image = image;
    this.line = line;
    this.length = line.axis === 0 ? image.h : image.w;
  }

  /** @param y the maxima of x, and their gradients dy */
  gradient(x: string, y: string, dy: string): string {
    const { window } = this.line;
    const { blocks } = this.context;
    if (window === 1) return this.placed([dy]);
    // How much of a window's gradient has gone to its first so-many places: all of it, once they hold the maximum.
    const negated = blocks.node('Neg', [y]);
    const gone = Array.from({ length: window - 1 }, (_, last) =>
      blocks.node('Mul', [dy, this.reaches(this.prefix(x, last), negated)]),
    );
    const shares = gone.map((each, at) => (at === 0 ? each : blocks.node('Sub', [each, gone[at - 1]!])));
    return this.placed([...shares, blocks.node('Sub', [dy, gone[window - 2]!])]);
  }

  /** 1 where a part of a window has the window's maximum, else 0. */
  private reaches(prefix: string, negated: string): string {
    const { blocks } = this.context;
    const { filled } = this.image;
    return blocks.affine(prefix, filled, blocks.full(1, filled), blocks.full(0, filled), {
      sum: negated,
      activation: 'isNotNegative',
    });
  }

  /** The maxima of each window's places up to `last`. */
  private prefix(x: string, last: number): string {
    const { context, line, length } = this;
    const { stride, count } = line;
    // Padding as long as a window is refused: entries that a maximum never takes stand in for it.
    const isPadded = line.low > last;
    const before = isPadded ? 0 : line.low;
    const size = isPadded ? length + line.low : length;
    const needed = (count - 1) * stride + last + 1 - before;
    const given = Math.floor((Math.max(size, needed) + before - last - 1) / stride) + 1;
    const source = isPadded ? this.paddedInput(x) : x;
    const cut = given > count ? this.cut(source, size, needed) : source;
    if (last === 0 && stride === 1 && before === 0) return cut;
    return context.blocks.pool('MaxPool', cut, {
      window: this.along(last + 1, 1),
      strides: this.along(stride, 1),
      low: this.along(before, 0),
      high: this.along(Math.max(needed - size, 0), 0),
    });
  }

  private paddedInput(x: string): string {
    if (this.padded !== undefined) return this.padded;
    const { blocks } = this.context;
    const { axis, low } = this.line;
    const pads = Array.from({ length: 8 }, (_, at) => (at === axis + 1 ? low : 0));
    const padded = blocks.node('Pad', [this.flat(x), blocks.writer.integers(pads), blocks.scalar(lowest)]);
    this.padded = this.unflat(padded, this.length + low);
    return this.padded;
  }

  private cut(x: string, from: number, to: number): string {
    const { blocks } = this.context;
    return this.unflat(blocks.slice(this.flat(x, from), this.line.axis + 1, 0, to), to);
  }

  /** Puts the gradient of each place of the windows where the place is: window o's place j is entry o · stride + j − low. */
  private placed(shares: readonly string[]): string {
    const { line, length, context, image } = this;
    const { stride, low } = line;
    if (stride === 1)
      return this.sum(
        shares.map((share, place) => [share, place - low] as const),
        length,
      )!;
    const longest = Math.ceil(length / stride);
    const lanes = Array.from({ length: stride }, (_, first): string | undefined => {
      // Entry `first` of the input, and every stride-th after it, is place `place` of its window.
      const place = (first + low) % stride;
      const begin = (first + low - place) / stride;
      const own = shares.flatMap((share, at) =>
        at % stride === place ? [[share, (at - place) / stride - begin] as const] : [],
      );
      return this.sum(own, longest);
    });
    const part = this.sized(longest);
    const phases = line.axis === 0 ? lanes.map((lane) => [lane]) : [lanes];
    return interleave(context, phases, part, image);
  }

  /** The sum of gradients, each moved along the axis. */
  private sum(moved: readonly (readonly [share: string, by: number])[], length: number): string | undefined {
    const nearest = [...moved].sort(([, a], [, b]) => Math.abs(a) - Math.abs(b));
    return nearest.reduce<string | undefined>(
      (sum, [share, by]) => this.moved(share, by, length, sum),
      undefined,
    );
  }

  /** Entry i of the result is entry i − by of a line, or 0 beyond its ends, plus what is there already. */
  private moved(share: string, by: number, length: number, sum: string | undefined): string {
    const { blocks } = this.context;
    const { count } = this.line;
    const { filled } = this.image;
    if (by === 0 && length === count) return sum === undefined ? share : blocks.node('Add', [sum, share]);
    const reach = Math.abs(by) + 1;
    const low = Math.max(by, 0);
    // The windows of the convolution: length = count + low + after − reach + 1.
    const after = length + reach - 1 - count - low;
    const source = after < 0 ? this.cut(share, count, count + after) : share;
    const tap = by >= 0 ? 0 : reach - 1;
    return blocks.convolve(
      source,
      this.shifter(reach, tap),
      {
        window: this.along(reach, 1),
        low: this.along(low, 0),
        high: this.along(Math.max(after, 0), 0),
        groups: filled,
        out: filled,
      },
      { sum },
    );
  }

  /** A kernel for each channel that takes one place of its window as it is. */
  private shifter(reach: number, tap: number): string {
    const { blocks } = this.context;
    const { filled } = this.image;
    const { size, writer } = blocks;
    const kernel = Float32Array.from({ length: filled * reach }, (_, at) =>
      Number(Math.floor(at / size) % reach === tap),
    );
    return writer.constant('float32', [filled, 1, ...this.along(reach, 1)], kernel);
  }

  private along(value: number, other: number): Pair {
    return this.line.axis === 0 ? [value, other] : [other, value];
  }

  private sized(length: number): Image {
    return this.line.axis === 0 ? { ...this.image, h: length } : { ...this.image, w: length };
  }

  private flat(x: string, length = this.length): string {
    const { blocks } = this.context;
    const { n, h, w, filled } = this.sized(length);
    return blocks.reshape(x, (n * filled) / blocks.size, h, w, blocks.size);
  }

  private unflat(x: string, length: number): string {
    return join(this.context, x, this.sized(length));
  }
}
