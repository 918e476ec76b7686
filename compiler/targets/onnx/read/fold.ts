import { addSizes, floorDivide, multiplySizes, subtractSizes, type Size } from '../../../shapes/size.ts';
import { constantOf, reshaped, transposed, type Constant, type ReadExternal } from './constants.ts';
import type { NodeContext } from './context.ts';
import { fileShape, type Dims, type Value } from './values.ts';

/** Files compute sizes and weights with few numbers: more are not worked out beforehand. */
const mostFolded = 2 ** 28;

/**
 * What a node gives that computes with constants or sizes alone.
 * @returns undefined for a node that computes with tensors
 */
export function folded(context: NodeContext, external: ReadExternal): Value | undefined {
  const { node, attributes } = context;
  if (node.opType === 'Constant') return constantNode(context, external);
  if (node.opType === 'Shape') return shapeOf(context);
  const inputs = node.input.map((_, index) => context.optional(index));
  if (inputs.length === 0 || inputs.some((each) => each?.kind === 'tensor')) return undefined;
  if (node.opType === 'ConstantOfShape') return filled(context);
  const [first, second] = inputs;
  if (first?.kind === 'fill') return isMovement(node.opType) ? first : undefined;
  if (node.opType === 'Range') return range(inputs);
  const isOfNumbers = first?.kind === 'constant' && first.shape.length > 1 && node.opType === 'Slice';
  if (!isOfNumbers && inputs.some((each) => each?.kind === 'dims')) return foldedSizes(context, inputs);
  if (first?.kind !== 'constant') return undefined;
  if (first.data.length > mostFolded) return undefined;
  const rank = first.shape.length;
  switch (node.opType) {
    case 'Identity':
    case 'Dropout':
      return first;
    case 'Cast':
      return { ...first, type: castType(attributes.integer('to', 1)) };
    case 'Transpose':
      return transposed(first, attributes.integers('perm') ?? [...first.shape.keys()].reverse());
    case 'Reshape':
      return reshaped(first, reshapedSizes(first, second));
    case 'Squeeze': {
      const axes = context.integers('axes', 1)?.map((axis) => context.axis(axis, rank));
      return reshaped(
        first,
        first.shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
      );
    }
    case 'Unsqueeze': {
      const axes = context.integers('axes', 1) ?? [];
      const places = axes.map((axis) => context.axis(axis, rank + axes.length)).sort((a, b) => a - b);
      return reshaped(
        first,
        places.reduce((shape: readonly number[], place) => shape.toSpliced(place, 0, 1), first.shape),
      );
    }
    case 'Expand':
      return new Set(first.data).size === 1 ? { kind: 'fill', value: first.data[0]! } : undefined;
    case 'Neg':
      return each(first, (value) => -value);
    case 'Sqrt':
      return each(first, Math.sqrt);
    case 'Reciprocal':
      return each(first, (value) => 1 / value);
    case 'Concat':
      return joined(inputs, context.axis(attributes.integer('axis', 0), rank));
    case 'Slice':
      return slicedConstant(context, first);
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return second?.kind === 'constant' ? together(first, second, arithmetic[node.opType]!) : undefined;
    default:
      return second?.kind === 'constant' && node.opType === 'Gather'
        ? gathered(first, second, context.axis(attributes.integer('axis', 0), rank))
        : undefined;
  }
}

/** Slice of a constant, forwards. */
function slicedConstant(context: NodeContext, constant: Constant): Constant | undefined {
  const { shape } = constant;
  const [starts, ends] = [context.integers('starts', 1), context.integers('ends', 2)];
  if (!starts || !ends) return undefined;
  const axes = context.integers('axes', 3) ?? starts.map((_, index) => index);
  const steps = context.integers('steps', 4) ?? starts.map(() => 1);
  if (steps.some((step) => step < 1)) return undefined;
  return axes.reduce((found, given, index) => {
    const axis = context.axis(given, shape.length);
    const size = shape[axis]!;
    const inside = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
    const [start, end, step] = [inside(starts[index]!), inside(ends[index]!), steps[index]!];
    const places = Array.from(
      { length: Math.max(Math.ceil((end - start) / step), 0) },
      (_, at) => start + at * step,
    );
    return taken(found, places, [places.length], axis);
  }, constant);
}

/** Range of numbers of the file. */
function range(inputs: readonly (Value | undefined)[]): Constant | undefined {
  const [start, limit, delta] = inputs.map((value) => sizesOf(value)?.[0]);
  if (typeof start !== 'number' || typeof limit !== 'number' || typeof delta !== 'number' || delta === 0)
    return undefined;
  const length = Math.max(Math.ceil((limit - start) / delta), 0);
  if (length > mostFolded) return undefined;
  const data = Float64Array.from({ length }, (_, index) => start + index * delta);
  return { kind: 'constant', type: 'integer', shape: [length], data };
}

function isMovement(operator: string): boolean {
  return /^(Identity|Cast|Reshape|Transpose|Squeeze|Unsqueeze|Expand|Slice)$/.test(operator);
}

function castType(to: number): Constant['type'] {
  return to === 9 ? 'bool' : to === 1 || to === 10 || to === 11 ? 'float' : 'integer';
}

function each(constant: Constant, change: (value: number) => number): Constant {
  return { ...constant, data: constant.data.map(change) };
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** Two constants of one shape, or one number and others. */
function together(a: Constant, b: Constant, join: (a: number, b: number) => number): Constant | undefined {
  if (b.data.length === 1) return each(a, (value) => join(value, b.data[0]!));
  if (a.data.length === 1) return each(b, (value) => join(a.data[0]!, value));
  if (a.shape.join() !== b.shape.join()) return undefined;
  return { ...a, data: a.data.map((value, index) => join(value, b.data[index]!)) };
}

function joined(inputs: readonly (Value | undefined)[], axis: number): Constant | undefined {
  const all = inputs.filter((value): value is Constant => value?.kind === 'constant');
  const [first] = all;
  if (!first || all.length < inputs.length) return undefined;
  if (all.some(({ shape }) => shape.length !== first.shape.length)) return undefined;
  // Rows of what lies behind the axis, in turn from each.
  const outer = first.shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const numbers = Array.from({ length: outer }, (_, row) =>
    all.flatMap(({ data }) => {
      const length = data.length / outer;
      return [...data.subarray(row * length, (row + 1) * length)];
    }),
  ).flat();
  const shape = first.shape.with(
    axis,
    all.reduce((sum, { shape: own }) => sum + own[axis]!, 0),
  );
  return { ...first, shape, data: numbersOf(first, numbers) };
}

function numbersOf({ type }: Constant, numbers: readonly number[]): Constant['data'] {
  return type === 'float' ? Float32Array.from(numbers) : Float64Array.from(numbers);
}

function gathered(data: Constant, places: Constant, axis: number): Constant | undefined {
  const size = data.shape[axis]!;
  const found = [...places.data].map((place) => (place < 0 ? place + size : place));
  if (found.some((place) => !Number.isInteger(place) || place < 0 || place >= size)) return undefined;
  if ((data.data.length / size) * found.length > mostFolded) return undefined;
  return taken(data, found, places.shape, axis);
}

/** Parts of a constant, one behind the other. */
export function partsOf(constant: Constant, axis: number, lengths: readonly number[]): readonly Constant[] {
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return taken(
      constant,
      Array.from({ length }, (_, index) => from + index),
      [length],
      axis,
    );
  });
}

/** Entries of an axis, in whose place come axes of a shape. */
function taken(data: Constant, places: readonly number[], made: readonly number[], axis: number): Constant {
  const outer = data.shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const inner = data.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const size = data.shape[axis]!;
  const numbers = new Float64Array(outer * places.length * inner);
  for (let row = 0; row < outer; row++)
    places.forEach((place, at) => {
      const start = (row * size + place) * inner;
      numbers.set(data.data.subarray(start, start + inner), (row * places.length + at) * inner);
    });
  return {
    ...data,
    shape: data.shape.toSpliced(axis, 1, ...made),
    data: data.type === 'float' ? Float32Array.from(numbers) : numbers,
  };
}

function reshapedSizes(constant: Constant, target: Value | undefined): readonly number[] {
  if (target?.kind !== 'constant') return constant.shape;
  const given = [...target.data].map((size, axis) => (size === 0 ? (constant.shape[axis] ?? 0) : size));
  const known = given.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  return given.map((size) => (size === -1 ? constant.data.length / known : size));
}

function constantNode(context: NodeContext, external: ReadExternal): Value {
  const { attributes } = context;
  const tensor = attributes.tensor('value');
  if (tensor) return constantOf(tensor, external);
  const integers = attributes.integers('value_ints');
  if (integers && integers.length > 0)
    return { kind: 'constant', type: 'integer', shape: [integers.length], data: Float64Array.from(integers) };
  if (attributes.has('value_int'))
    return {
      kind: 'constant',
      type: 'integer',
      shape: [],
      data: Float64Array.of(attributes.integer('value_int', 0)),
    };
  if (attributes.has('value_float'))
    return {
      kind: 'constant',
      type: 'float',
      shape: [],
      data: Float32Array.of(attributes.number('value_float', 0)),
    };
  throw context.refuse('it holds a constant that kmodel does not read');
}

function shapeOf(context: NodeContext): Value | undefined {
  const value = context.value(0);
  if (value.kind === 'constant') return { kind: 'dims', sizes: value.shape, scalar: false };
  return value.kind === 'tensor' ? { kind: 'dims', sizes: fileShape(value), scalar: false } : undefined;
}

function filled(context: NodeContext): Value {
  const tensor = context.attributes.tensor('value');
  const value = tensor ? constantOf(tensor, () => new Uint8Array()).data[0]! : 0;
  return { kind: 'fill', value };
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
function foldedSizes(context: NodeContext, inputs: readonly (Value | undefined)[]): Value | undefined {
  const { node, attributes } = context;
  const [first, second] = inputs;
  const sizes = sizesOf(first);
  if (!sizes) return node.opType === 'Expand' ? expandedFill(first) : undefined;
  const scalar = first!.kind === 'dims' ? first!.scalar : (first as Constant).shape.length === 0;
  const made = (own: readonly Size[], isScalar = false): Dims => ({
    kind: 'dims',
    sizes: own,
    scalar: isScalar,
  });
  switch (node.opType) {
    case 'Identity':
    case 'Cast':
      return made(sizes, scalar);
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
      return start && end ? made(sizes.slice(start[0], Math.min(end[0]!, sizes.length))) : undefined;
    }
    case 'Concat': {
      const all = inputs.map(sizesOf);
      return attributes.integer('axis', 0) === 0 && all.every((each) => each !== undefined)
        ? made(all.flat())
        : undefined;
    }
    case 'Expand':
      return expandedFill(first);
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

function expandedFill(value: Value | undefined): Value | undefined {
  return value?.kind === 'constant' && new Set(value.data).size === 1
    ? { kind: 'fill', value: value.data[0]! }
    : undefined;
}
