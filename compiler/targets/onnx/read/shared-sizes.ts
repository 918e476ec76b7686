import { joinShapes } from '../../../functions/types.ts';
import { batchSize } from '../../../shapes/types.ts';
import { sizesEqual, sizeText, type Size } from '../../../shapes/size.ts';
import type { NodeContext } from './context.ts';
import { fileShape, type Held, type Value } from './values.ts';

/** The sizes that a value has in the file; undefined where they do not follow from it. */
export function sizesOfValue(value: Value): readonly Size[] | undefined {
  switch (value.kind) {
    case 'tensor':
      return fileShape(value);
    case 'constant':
      return value.shape;
    case 'dims':
      return value.scalar ? [] : [value.sizes.length];
    case 'stacked':
      return [value.parts.length, ...fileShape(value.parts[0]!)];
    default:
      return value.sizes;
  }
}

/**
 * The sizes in which tensors go together, axes of size 1 as often as another has them.
 * @returns undefined where one of them is not known, and where they do not, or not for sure, go together
 */
export function sharedSizes(all: readonly (readonly Size[] | undefined)[]): readonly Size[] | undefined {
  const known = all.filter((sizes) => sizes !== undefined);
  if (known.length < all.length) return undefined;
  let isSure = true;
  const joined = joinShapes(known, { requireEqual: () => void (isSure = false) });
  return isSure ? joined : undefined;
}

/**
 * A tensor as it is where others take no part but in the shape of the result: what is added is zero, or a number stands
 * for all of their entries. Axes of size 1 that they have in front are in the result; they repeat nothing of it.
 * @throws ReadProblem where the result would be larger than the tensor, or its shape does not follow from the file
 */
export function besideOthers(
  context: NodeContext,
  held: Held,
  others: readonly Value[],
  fileBatch: number | undefined,
): Held {
  const own = fileShape(held);
  const sizes = others.map((other) => {
    const found = sizesOfValue(other);
    if (!found)
      throw context.refuse('it computes with a number in a shape that does not follow from the file');
    // A file for one number of samples has that number where others have the batch.
    return found.map((size, axis) =>
      size === fileBatch && own[axis + own.length - found.length] === batchSize ? batchSize : size,
    );
  });
  const shared = sharedSizes([own, ...sizes]);
  const more = (shared?.length ?? 0) - own.length;
  const isKept = shared?.every((size, axis) => sizesEqual(size, axis < more ? 1 : own[axis - more]!));
  if (!isKept)
    throw context.refuse(`it would repeat ${textOf(own)} in the shape of ${sizes.map(textOf).join(' and ')}`);
  return more > 0 ? { ...held, form: [...Array<'one'>(more).fill('one'), ...held.form] } : held;
}

function textOf(sizes: readonly Size[]): string {
  return `[${sizes.map((size) => (sizesEqual(size, batchSize) ? 'batch' : sizeText(size))).join(', ')}]`;
}
