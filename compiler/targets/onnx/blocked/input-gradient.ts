import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { ConvolutionParts } from './block-writer.ts';
import { kindOfConvolution } from './choose.ts';
import { imageIn, type BlockContext } from './context.ts';
import { placementOf } from './convolution.ts';
import { isBlockable } from './forms.ts';
import { knownSizes, windowOf, type Image, type Pair } from './image.ts';
import { interleave } from './interleave.ts';

type InputGradient = OpNodeOf<'convolutionInputGradient'>;

/**
 * The gradient with respect to a convolution's input: a convolution of the result's gradient with the kernel turned
 * round.
 * @param sum another gradient of the same tensor
 * @returns false where it does not run in blocks
 */
export function writeInputGradient(
  context: BlockContext,
  node: InputGradient,
  sum: Tensor | undefined,
  result: Tensor,
): boolean {
  const { blocks, forms } = context;
  const kind = kindOfWayBack(node, blocks.size);
  if (!kind) return false;
  if (runsWhole(node, blocks.size)) {
    const added = sum && forms.get(sum, 'blocked');
    forms.set(result, 'blocked', new WayBack(context, node, kind).whole(added));
    return true;
  }
  const { strides, dilations } = node.attributes;
  if (strides.every((stride) => stride === 1) || dilations.some((dilation) => dilation !== 1)) return false;
  const phases = new WayBack(context, node, kind).phases();
  if (!phases) return false;
  forms.set(result, 'blocked', phases);
  return true;
}

/** True where one convolution in blocks gives the gradient: only then can it add another one in the same pass. */
export function runsWhole(node: InputGradient, block: number): boolean {
  if (!kindOfWayBack(node, block) || node.attributes.strides.some((stride) => stride !== 1)) return false;
  const { low, high } = paddingBack(node);
  return [...low, ...high].every((size) => size >= 0);
}

function kindOfWayBack(node: InputGradient, block: number): 'dense' | 'depthwise' | undefined {
  const [dy, kernel] = node.inputs as readonly [Tensor, Tensor];
  const x = { dtype: 'float32', shape: node.attributes.inputShape } as const;
  const kind = kindOfConvolution(x, kernel, node.attributes, block);
  return kind !== 'narrow' && isBlockable(x, block) && isBlockable(dy, block) ? kind : undefined;
}

/** The padding of the convolution that goes back; negative where it would have to crop. */
function paddingBack({ inputs, attributes }: InputGradient): { readonly low: Pair; readonly high: Pair } {
  const { kh, kw } = windowOf(inputs[1]!.shape);
  const { dilations, low } = placementOf(attributes, [kh, kw]);
  const [from, to] = [knownSizes(inputs[0]!.shape)!, knownSizes(attributes.inputShape)!];
  return {
    low: [(kh - 1) * dilations[0] - low[0], (kw - 1) * dilations[1] - low[1]],
    high: [to.h - from.h + low[0], to.w - from.w + low[1]],
  };
}

/** Places of the window that one phase of an axis sees, and where its convolution begins. */
interface AxisPhase {
  readonly taps: readonly number[];
  readonly low: number;
  readonly high: number;
}

class WayBack {
  private readonly placement: ReturnType<typeof placementOf>;
  private readonly context: BlockContext;
  private readonly node: InputGradient;
  private readonly kernel: Tensor;
  private readonly isDepthwise: boolean;
  private readonly window: Pair;
  private readonly dy: string;
  private readonly from: Image;
  private readonly to: Image;

  constructor(context: BlockContext, node: InputGradient, kind: 'dense' | 'depthwise') {
    const [dy, kernel] = node.inputs as readonly [Tensor, Tensor];
    const { kh, kw } = windowOf(kernel.shape);
    this.context = context;
    this.node = node;
    this.kernel = kernel;
    this.isDepthwise = kind === 'depthwise';
    this.window = [kh, kw];
    this.placement = placementOf(node.attributes, this.window);
    this.dy = context.forms.get(dy, 'blocked');
    this.from = imageIn(context, dy);
    this.to = imageIn(context, { dtype: 'float32', shape: node.attributes.inputShape });
  }

  /** Without strides: one convolution. */
  whole(sum: string | undefined): string {
    const { window } = this;
    const every = Array.from({ length: window[0] * window[1] }, (_, at) => at).reverse();
    const { dilations } = this.placement;
    return this.convolve(every, window, { ...paddingBack(this.node), dilations }, { sum });
  }

  /**
   * With strides, every stride-th place of the input sees its own places of the window: a convolution for each of
   * these phases, whose results are then interleaved. Undefined where padding would have to crop.
   */
  phases(): string | undefined {
    const { to, placement, context } = this;
    const { strides } = placement;
    const counts: Pair = [Math.ceil(to.h / strides[0]), Math.ceil(to.w / strides[1])];
    const rows = this.axisPhases(0, counts[0]);
    const columns = this.axisPhases(1, counts[1]);
    if ([...rows, ...columns].some(({ taps, low, high }) => taps.length > 0 && (low < 0 || high < 0)))
      return undefined;
    const parts = rows.map((row) => columns.map((column) => this.phase(row, column)));
    return interleave(context, parts, { ...to, h: counts[0], w: counts[1] }, to);
  }

  /** Undefined where no place of the window reaches the phase: its gradients are zero. */
  private phase(row: AxisPhase, column: AxisPhase): string | undefined {
    if (row.taps.length === 0 || column.taps.length === 0) return undefined;
    const across = [...column.taps].reverse();
    const places = [...row.taps].reverse().flatMap((r) => across.map((c) => r * this.window[1] + c));
    return this.convolve(places, [row.taps.length, column.taps.length], {
      low: [row.low, column.low],
      high: [row.high, column.high],
    });
  }

  private axisPhases(axis: 0 | 1, count: number): readonly AxisPhase[] {
    const stride = this.placement.strides[axis];
    const low = this.placement.low[axis];
    const size = axis === 0 ? this.from.h : this.from.w;
    return Array.from({ length: stride }, (_, phase) => {
      // Place t = stride · q + phase of the input is place i of the window at output o where t + low = stride · o + i.
      const first = (phase + low) % stride;
      const taps: number[] = [];
      for (let at = first; at < this.window[axis]; at += stride) taps.push(at);
      const shift = (phase + low - first) / stride;
      return { taps, low: taps.length - 1 - shift, high: count - size + shift };
    });
  }

  private convolve(
    places: readonly number[],
    window: Pair,
    placement: { readonly low: Pair; readonly high: Pair; readonly dilations?: Pair },
    parts: ConvolutionParts = {},
  ): string {
    const { context, kernel, to, isDepthwise } = this;
    const { blocks, kernels } = context;
    const order = isDepthwise
      ? kernels.depthwise(kernel, places, window)
      : kernels.backward(kernel, places, window);
    const groups = isDepthwise ? to.filled : 1;
    return blocks.convolve(this.dy, order, { window, ...placement, groups, out: to.filled }, parts);
  }
}
