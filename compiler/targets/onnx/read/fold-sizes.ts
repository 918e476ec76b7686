import {
  addSizes,
  floorDivide,
  multiplySizes,
  sizesEqual,
  subtractSizes,
  type Size,
} from '../../../shapes/size.ts';
import type { Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import { sharedSizes } from './shared-sizes.ts';
import { fileShape, isPattern, type Dims, type Value } from './values.ts';

/** Shape: the sizes of whatever has some. */
export function shapeOf(context: NodeContext): Value | undefined {
  const value = context.value(0);
  if (value.kind === 'constant') return { kind: 'dims', sizes: value.shape, scalar: false };
  const sizes = isPattern(value)
    ? value.sizes
    : value.kind === 'tensor'
      ? fileShape(value)
      : value.kind === 'stacked'
        ? [value.parts.length, ...fileShape(value.parts[0]!)]
        : value.kind === 'fill'
          ? value.sizes
          : undefined;
  if (!sizes) return undefined;
  const [start, end] = [
    context.attributes.integer('start', 0),
    context.attributes.integer('end', sizes.length),
  ];
  return { kind: 'dims', sizes: sizes.slice(start, end), scalar: false };
}

/** Whole numbers of a constant, or sizes. */
export function sizesOf(value: Value | undefined): readonly Size[] | undefined {
  if (value?.kind === 'dims') return value.sizes;
  return value?.kind === 'constant' && value.shape.length <= 1 ? [...value.data] : undefined;
}

const sizeArithmetic: Readonly<Record<string, (a: Size, b: Size) => Size>> = {
  Add: (a, b) => addSizes(a, b),
  Sub: subtractSizes,
  Mul: (a, b) => multiplySizes(a, b),
  Div: floorDivide,
};

/** Sizes that are picked, joined and computed with. */
export function foldedSizes(context: NodeContext, inputs: readonly (Value | undefined)[]): Value | undefined {
  const { node, attributes } = context;
  const [first, second] = inputs;
  if (node.opType === 'Where') return first?.kind === 'constant' ? pickedSizes(first, inputs) : undefined;
  const sizes = sizesOf(first);
  if (!sizes) return node.opType === 'Expand' ? expandedFill(first, second) : undefined;
  const scalar = first!.kind === 'dims' ? first!.scalar : (first as Constant).shape.length === 0;
  const made = (own: readonly Size[], isScalar = false): Dims => ({
    kind: 'dims',
    sizes: own,
    scalar: isScalar,
  });
  switch (node.opType) {
    case 'Identity':
      return made(sizes, scalar);
    case 'Cast':
      // What computes on with fractions is no size.
      return isFloat(attributes.integer('to', 1)) ? undefined : made(sizes, scalar);
    case 'Unsqueeze':
      return made(sizes);
    case 'Reshape':
      return sizesOf(second)?.length === 1 ? made(sizes) : undefined;
    case 'Squeeze':
      return made(sizes, sizes.length === 1);
    case 'Gather': {
      if (second?.kind !== 'constant') return undefined;
      const taken = [...second.data].map((place) => sizes[place < 0 ? place + sizes.length : place]!);
      return made(taken, second.shape.length === 0);
    }
    case 'Slice': {
      const [start, end] = [context.integers('starts', 1), context.integers('ends', 2)];
      if (context.integers('steps', 4)?.some((step) => step !== 1)) return undefined;
      return start && end ? made(sizes.slice(start[0], Math.min(end[0]!, sizes.length))) : undefined;
    }
    case 'Concat': {
      const all = inputs.map(sizesOf);
      return attributes.integer('axis', 0) === 0 && all.every((each) => each !== undefined)
        ? made(all.flat())
        : undefined;
    }
    case 'Expand':
      return expandedFill(first, second);
    case 'Equal':
      return equalSizes(sizes, sizesOf(second));
    default: {
      const join = sizeArithmetic[node.opType];
      const others = sizesOf(second);
      if (!join || others?.length !== sizes.length) return undefined;
      return made(
        sizes.map((size, index) => join(size, others[index]!)),
        scalar,
      );
    }
  }
}

/** True for ONNX's types of numbers with fractions. */
function isFloat(type: number): boolean {
  return type === 1 || type === 10 || type === 11;
}

function expandedFill(value: Value | undefined, wanted: Value | undefined): Value | undefined {
  return value?.kind === 'constant' && new Set(value.data).size === 1
    ? { kind: 'fill', value: value.data[0]!, sizes: sharedSizes([value.shape, sizesOf(wanted)]) }
    : undefined;
}

/** Where sizes are equal, as far as that is known: an open size is none of a negative number. */
function equalSizes(sizes: readonly Size[], others: readonly Size[] | undefined): Constant | undefined {
  if (!others || (others.length !== sizes.length && others.length !== 1)) return undefined;
  const found = sizes.map((size, index) => {
    const other = others[others.length === 1 ? 0 : index]!;
    if (sizesEqual(size, other)) return 1;
    const isKnown = typeof size === 'number' && typeof other === 'number';
    const isNegative = [size, other].some((each) => typeof each === 'number' && each < 0);
    return isKnown || isNegative ? 0 : undefined;
  });
  if (found.includes(undefined)) return undefined;
  return {
    kind: 'constant',
    type: 'bool',
    shape: [found.length],
    data: Float64Array.from(found as readonly number[]),
  };
}

/** The one or the other of two lists of sizes. */
function pickedSizes(condition: Constant, [, a, b]: readonly (Value | undefined)[]): Dims | undefined {
  const [left, right] = [sizesOf(a), sizesOf(b)];
  if (left?.length !== condition.data.length || right?.length !== condition.data.length) return undefined;
  return {
    kind: 'dims',
    sizes: [...condition.data].map((isTrue, index) => (isTrue === 0 ? right[index]! : left[index]!)),
    scalar: condition.shape.length === 0,
  };
}
