import { ceilDivide, multiplySizes, sizesEqual, subtractSizes, type Size } from '../../../shapes/size.ts';
import type { ArgumentValue } from '../../../declarations/values.ts';
import type { NodeContext } from './context.ts';
import type { Held } from './values.ts';

/** How windows go over an image: lists have an entry for each axis of space. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'valid' | 'same';
  /** What is put around the image before: pairs for each axis. */
  readonly around: readonly (readonly [number, number])[] | undefined;
}

/**
 * The windows of a convolution or pool over an image with channels last.
 * @throws ReadProblem where kmodel's layers go over it in another way
 */
export function windowsOf(context: NodeContext, image: Held, kernel: readonly number[]): Windows {
  const { attributes } = context;
  const ones = kernel.map(() => 1);
  const strides = attributes.integers('strides') ?? ones;
  const dilations = attributes.integers('dilations') ?? ones;
  const pads = attributes.integers('pads') ?? kernel.flatMap(() => [0, 0]);
  if (
    [strides, dilations].some(({ length }) => length !== kernel.length) ||
    pads.length !== 2 * kernel.length
  )
    throw context.refuse('its strides, dilations and pads do not fit its kernel');
  const plain = { kernel, strides, dilations };
  switch (attributes.text('auto_pad', 'NOTSET')) {
    case 'SAME_UPPER':
      return { ...plain, padding: 'same', around: undefined };
    case 'SAME_LOWER':
      throw context.refuse('it puts the odd row of its padding in front, and kmodel behind');
    case 'VALID':
      return { ...plain, padding: 'valid', around: undefined };
    default:
  }
  if (attributes.integer('ceil_mode', 0) !== 0) refuseCeiling(context, image, plain, pads);
  if (pads.every((pad) => pad === 0)) return { ...plain, padding: 'valid', around: undefined };
  const sides = kernel.map((_, axis) => [pads[axis]!, pads[axis + kernel.length]!] as const);
  const isSame = kernel.every((_, axis) => isSamePadding(image, plain, axis, sides[axis]!));
  return isSame
    ? { ...plain, padding: 'same', around: undefined }
    : { ...plain, padding: 'valid', around: sides };
}

type Plain = Pick<Windows, 'kernel' | 'strides' | 'dilations'>;

function spanOf({ kernel, dilations }: Plain, axis: number): number {
  return (kernel[axis]! - 1) * dilations[axis]! + 1;
}

/** True where `same` puts just this around an axis. */
function isSamePadding(
  image: Held,
  plain: Plain,
  axis: number,
  [front, back]: readonly [number, number],
): boolean {
  const span = spanOf(plain, axis);
  const stride = plain.strides[axis]!;
  const size = image.type.shape[axis]!;
  // With a stride of 1 the padding does not follow from the size.
  if (typeof size !== 'number')
    return stride === 1 && front + back === span - 1 && front === Math.floor((span - 1) / 2);
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  return front === Math.floor(total / 2) && back === total - front;
}

/** A pool that rounds up is one that rounds down where both come to the same. */
function refuseCeiling(context: NodeContext, image: Held, plain: Plain, pads: readonly number[]): void {
  const { kernel, strides } = plain;
  const differs = kernel.some((_, axis) => {
    const span = spanOf(plain, axis) - pads[axis]! - pads[axis + kernel.length]!;
    const free: Size = subtractSizes(image.type.shape[axis]!, span);
    const up = ceilDivide(free, strides[axis]!);
    return !sizesEqual(multiplySizes(up, strides[axis]!), free);
  });
  if (differs) throw context.refuse('it rounds its sizes up, and kmodel down');
}

/** The image with zeros around it. */
export function padded(context: NodeContext, image: Held, around: NonNullable<Windows['around']>): Held {
  const padding = sidesValue(around);
  const made = context.build.layer(`ZeroPadding${around.length}D`, { padding }, [image]);
  return { ...made, form: image.form, nonNegative: image.nonNegative };
}

/** One number for all sides, one for each axis, or pairs, as short as it can be said. */
export function sidesValue(around: NonNullable<Windows['around']>): ArgumentValue {
  const isEven = around.every(([front, back]) => front === back);
  if (isEven) {
    const amounts = around.map(([front]) => front);
    return new Set(amounts).size === 1 ? amounts[0]! : amounts;
  }
  return around.length === 1 ? around[0]! : around;
}
