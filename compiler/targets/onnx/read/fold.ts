import { constantOf, mostMade, reshaped, transposed, type Constant, type ReadExternal } from './constants.ts';
import type { NodeContext } from './context.ts';
import { elementwise, expanded, numberFrom } from './elementwise-numbers.ts';
import { foldedPattern } from './patterns.ts';
import { reducedNumbers } from './reduced-numbers.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import { batchSize } from '../../../shapes/types.ts';
import { foldedSizes, shapeOf, sizesOf } from './fold-sizes.ts';
import { sharedSizes, sizesOfValue } from './shared-sizes.ts';
import type { Fill, Value } from './values.ts';

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
  if (inputs.length === 0 || inputs.some((each) => each?.kind === 'tensor' || each?.kind === 'stacked'))
    return undefined;
  if (node.opType === 'ConstantOfShape') return filled(context, inputs[0]);
  const pattern = foldedPattern(context, inputs);
  if (pattern) return pattern;
  if (node.opType === 'Range') return range(inputs);
  const [given] = inputs;
  if (given?.kind === 'fill') return ofFill(context, given, inputs);
  const isOfNumbers = given?.kind === 'constant' && given.shape.length > 1 && node.opType === 'Slice';
  if (!isOfNumbers && inputs.some((each) => each?.kind === 'dims')) {
    const sizes = foldedSizes(context, inputs);
    if (sizes) return sizes;
  }
  const [first, second] = inputs.map(asConstant);
  if (first?.kind !== 'constant') return undefined;
  if (first.data.length > mostFolded) return undefined;
  const rank = first.shape.length;
  switch (node.opType) {
    case 'Identity':
    case 'Dropout':
      return first;
    case 'Cast':
      return castTo(first, castType(attributes.integer('to', 1)));
    case 'Transpose':
      return transposed(first, attributes.integers('perm') ?? [...first.shape.keys()].reverse());
    case 'Reshape': {
      const sizes = reshapedSizes(first, second);
      const count = sizes.reduce((product, size) => product * size, 1);
      return count === first.data.length ? reshaped(first, sizes) : undefined;
    }
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
      return isAlike(first)
        ? { kind: 'fill', value: first.data[0]!, sizes: sharedSizes([first.shape, sizesOf(second)]) }
        : second?.kind === 'constant'
          ? expanded(first, [...second.data], mostMade)
          : undefined;
    case 'Trilu':
      return triangular(first, numberIn(second) ?? 0, attributes.integer('upper', 1) === 1);
    case 'Concat':
      return joined(inputs, context.axis(attributes.integer('axis', 0), rank));
    case 'Slice':
      return slicedConstant(context, first);
    case 'Gather':
      return second?.kind === 'constant'
        ? gathered(first, second, context.axis(attributes.integer('axis', 0), rank))
        : undefined;
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceProd':
    case 'ReduceMax':
    case 'ReduceMin': {
      const axes = context.integers('axes', 1)?.map((axis) => context.axis(axis, rank));
      const keeps = attributes.integer('keepdims', 1) === 1;
      return reducedNumbers(node.opType, first, axes ?? [...first.shape.keys()], keeps);
    }
    default: {
      return besideFills(node.opType, inputs.map(asConstant));
    }
  }
}

/** As many as the longest has, or not very many. */
function mostOf(operands: readonly Constant[]): number {
  return Math.max(mostMade, ...operands.map(({ data }) => data.length));
}

/**
 * What an operator of every entry makes of constants, and of one number everywhere.
 * @returns undefined where the result would have an open size, which no constant has: other than that of the batch,
 * which every tensor has that the constant may be added to
 */
function besideFills(operator: string, inputs: readonly (Value | undefined)[]): Constant | undefined {
  const operands = inputs.map(ofFillToo);
  if (!operands.every((each) => each?.kind === 'constant')) return undefined;
  const made = elementwise(operator, operands, mostOf(operands));
  if (!made || !inputs.some((each) => each?.kind === 'fill')) return made;
  const shared = sharedSizes(inputs.map((each) => each && sizesOfValue(each)));
  const sizes = shared?.map((size) => (sizesEqual(size, batchSize) ? 1 : size));
  return sizes?.every((size) => typeof size === 'number')
    ? expanded(made, sizes, mostOf(operands))
    : undefined;
}

/** One number everywhere, as a constant of no axis. */
function ofFillToo(value: Value | undefined): Value | undefined {
  return value?.kind === 'fill'
    ? { kind: 'constant', type: 'float', shape: [], data: Float32Array.of(value.value) }
    : value;
}

/** Sizes that are all known, as the numbers that they are. */
function asConstant(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'dims' || !value.sizes.every((size) => typeof size === 'number')) return value;
  const data = Float64Array.from(value.sizes as readonly number[]);
  return { kind: 'constant', type: 'integer', shape: value.scalar ? [] : [data.length], data };
}

function isAlike({ data }: Constant): boolean {
  return data.length > 0 && data.every((value) => value === data[0]);
}

/** What a node makes of one number everywhere. */
function ofFill(context: NodeContext, fill: Fill, inputs: readonly (Value | undefined)[]): Value | undefined {
  const { opType } = context.node;
  if (opType === 'Expand') return { ...fill, sizes: sharedSizes([fill.sizes, sizesOf(inputs[1])]) };
  if (opType === 'Identity' || opType === 'Cast') return fill;
  if (isMovement(opType)) return { ...fill, sizes: fill.sizes && movedSizes(context, fill.sizes) };
  if (opType === 'MatMul' || opType === 'Gemm') return fill.value === 0 ? ofZeros(context, fill) : undefined;
  const numbers = inputs.map(numberIn);
  if (numbers.includes(undefined)) {
    return besideFills(opType, inputs);
  }
  const value = numberFrom(opType, numbers as readonly number[]);
  const sizes = sharedSizes(inputs.map((input) => input && sizesOfValue(input)));
  return value === undefined ? undefined : { kind: 'fill', value, sizes };
}

/** The sizes of what is moved about; undefined where they do not follow. */
function movedSizes(context: NodeContext, sizes: readonly Size[]): readonly Size[] | undefined {
  switch (context.node.opType) {
    case 'Transpose':
      return context.attributes.integers('perm')?.map((axis) => sizes[axis]!);
    case 'Reshape':
      return sizesOf(context.optional(1))?.every((size) => size !== -1 && size !== 0)
        ? sizesOf(context.optional(1))
        : undefined;
    case 'Squeeze': {
      const axes = context.integers('axes', 1)?.map((axis) => context.axis(axis, sizes.length));
      return axes && sizes.filter((_, axis) => !axes.includes(axis));
    }
    case 'Unsqueeze': {
      const axes = context.integers('axes', 1) ?? [];
      const places = axes.map((axis) => context.axis(axis, sizes.length + axes.length)).sort((a, b) => a - b);
      return places.reduce((made: readonly Size[], place) => made.toSpliced(place, 0, 1), sizes);
    }
    case 'Slice': {
      const [starts, ends] = [sizesOf(context.optional(1)), sizesOf(context.optional(2))];
      const axes = context.integers('axes', 3) ?? starts?.map((_, index) => index);
      if (!starts || !ends || !axes || context.optional(4)) return undefined;
      return axes.reduce((made: readonly Size[] | undefined, given, index) => {
        const axis = context.axis(given, sizes.length);
        const [start, end, size] = [starts[index], ends[index], sizes[axis]!];
        const isKnown = typeof start === 'number' && start >= 0 && typeof end === 'number' && end >= 0;
        if (!isKnown || typeof size !== 'number') return undefined;
        return made?.with(axis, Math.max(Math.min(end, size) - start, 0));
      }, sizes);
    }
    default:
      return sizes;
  }
}

/** The product of zeros with a matrix: zeros, and what is added. */
function ofZeros(context: NodeContext, fill: Fill): Value | undefined {
  const matrix = context.constant(1);
  const bias = context.node.opType === 'Gemm' ? context.optionalConstant(2) : undefined;
  if (bias) {
    const beta = context.attributes.number('beta', 1);
    const shape = bias.shape.length < 2 ? [1, bias.data.length] : bias.shape;
    return { ...bias, shape, data: bias.data.map((value) => value * beta) };
  }
  const units = matrix.shape[context.attributes.integer('transB', 0) === 1 ? 0 : matrix.shape.length - 1];
  return { kind: 'fill', value: 0, sizes: units === undefined ? undefined : fill.sizes?.with(-1, units) };
}

function numberIn(value: Value | undefined): number | undefined {
  if (value?.kind === 'fill') return value.value;
  return value?.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined;
}

function castTo(constant: Constant, type: Constant['type']): Constant {
  if (type === constant.type || constant.type !== 'float') {
    const data = type === 'float' ? Float32Array.from(constant.data) : constant.data;
    return { ...constant, type, data };
  }
  const whole = type === 'bool' ? (value: number): number => Number(value !== 0) : Math.trunc;
  return { ...constant, type, data: Float64Array.from(constant.data, whole) };
}

/** Zeros on one side of a diagonal of matrices. */
function triangular(constant: Constant, diagonal: number, isUpper: boolean): Constant | undefined {
  const [rows, columns] = constant.shape.slice(-2);
  if (rows === undefined || columns === undefined) return undefined;
  const data = constant.data.map((value, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns) % rows;
    return (isUpper ? column - row >= diagonal : column - row <= diagonal) ? value : 0;
  });
  return { ...constant, data };
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
  if (length > mostMade) return undefined;
  const data = Float64Array.from({ length }, (_, index) => start + index * delta);
  return { kind: 'constant', type: 'integer', shape: [length], data };
}

function isMovement(operator: string): boolean {
  return /^(Identity|Cast|Reshape|Transpose|Squeeze|Unsqueeze|Expand|Slice)$/.test(operator);
}

function castType(to: number): Constant['type'] {
  return to === 9 ? 'bool' : to === 1 || to === 10 || to === 11 ? 'float' : 'integer';
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
  if ((data.data.length / size) * found.length > Math.max(mostMade, data.data.length)) return undefined;
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

function filled(context: NodeContext, sizes: Value | undefined): Value {
  const tensor = context.attributes.tensor('value');
  const value = tensor ? constantOf(tensor, () => new Uint8Array()).data[0]! : 0;
  return { kind: 'fill', value, sizes: sizesOf(sizes) };
}
