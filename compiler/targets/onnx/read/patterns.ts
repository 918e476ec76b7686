import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import { sizesOf } from './fold-sizes.ts';
import { elementwise, numberFrom } from './elementwise-numbers.ts';
import { sharedSizes, sizesOfValue } from './shared-sizes.ts';
import { isPattern, type Fill, type Pattern, type Triangle, type Value } from './values.ts';

/**
 * What a node makes of constants whose sizes are those of tensors: numbers in order, matrices parted by a diagonal,
 * and constants cut to a size. Masks and positions are made of them.
 * @returns undefined for a node that does something else
 */
export function foldedPattern(
  context: NodeContext,
  inputs: readonly (Value | undefined)[],
): Value | undefined {
  const { node, attributes } = context;
  const [first, second] = inputs;
  switch (node.opType) {
    case 'Range':
      return counting(inputs);
    case 'Trilu':
      return triangular(context, first, second);
    case 'Slice':
      return corner(context, first);
    case 'Gather':
      return attributes.integer('axis', 0) === 0 ? firstRows(first, second) : undefined;
  }
  if (!inputs.some(isPattern)) return undefined;
  switch (node.opType) {
    case 'Identity':
    case 'Cast':
    case 'Dropout':
      return first;
    case 'Unsqueeze':
      return withAxes(context, first);
    case 'Squeeze':
      return withoutAxes(context, first);
    case 'Expand':
      return first?.kind === 'triangle' ? repeated(first, sizesOf(second)) : undefined;
    default:
      return ofEveryEntry(node.opType, inputs);
  }
}

function counting(inputs: readonly (Value | undefined)[]): Pattern | undefined {
  const [start, limit, step] = inputs.map((value) => sizesOf(value)?.[0]);
  if (start !== 0 || step !== 1 || limit === undefined || typeof limit === 'number') return undefined;
  return { kind: 'counting', start: 0, sizes: [limit], axis: 0 };
}

/** Trilu of one number everywhere. */
function triangular(
  { attributes }: NodeContext,
  first: Value | undefined,
  shift: Value | undefined,
): Triangle | undefined {
  const offset = shift === undefined ? 0 : shift.kind === 'constant' ? shift.data[0] : undefined;
  if (offset === undefined) return undefined;
  const isUpper = attributes.integer('upper', 1) === 1;
  const filled = first?.kind === 'constant' ? filledOf(first) : first;
  if (filled?.kind !== 'fill' || filled.sizes === undefined || filled.sizes.length < 2) return undefined;
  const { sizes, value } = filled;
  return isUpper
    ? { kind: 'triangle', sizes, diagonal: offset - 1, below: 0, above: value }
    : { kind: 'triangle', sizes, diagonal: offset, below: value, above: 0 };
}

function filledOf({ shape, data }: Constant): Fill | undefined {
  return data.length > 0 && data.every((value) => value === data[0])
    ? { kind: 'fill', value: data[0]!, sizes: shape }
    : undefined;
}

/** A constant, from its first entries on, up to sizes that tensors have. */
function corner(context: NodeContext, value: Value | undefined): Pattern | undefined {
  if (value?.kind !== 'constant' && !isPattern(value)) return undefined;
  const sizes = value.kind === 'constant' ? value.shape : value.sizes;
  const [starts, ends] = [sizesOf(context.optional(1)), sizesOf(context.optional(2))];
  const axes = sizesOf(context.optional(3)) ?? starts?.map((_, index) => index);
  const steps = sizesOf(context.optional(4)) ?? starts?.map(() => 1);
  if (!starts || !ends || !axes || !steps) return undefined;
  if (starts.some((start) => start !== 0) || steps.some((step) => step !== 1)) return undefined;
  const made = [...sizes];
  for (const [index, given] of axes.entries()) {
    const end = ends[index]!;
    const axis = context.axis(given as number, sizes.length);
    const isAll = typeof end === 'number' && end >= 2 ** 31;
    if (isAll) continue;
    if (typeof end === 'number' && end < 0) return undefined;
    made[axis] = end;
  }
  if (made.every((size) => typeof size === 'number') && value.kind === 'constant') return undefined;
  return value.kind === 'constant'
    ? { kind: 'corner', constant: value, sizes: made }
    : { ...value, sizes: made };
}

/** The first rows of a table: Gather by 0, 1, 2 … */
function firstRows(table: Value | undefined, places: Value | undefined): Pattern | undefined {
  if (table?.kind !== 'constant' || places?.kind !== 'counting' || places.start !== 0) return undefined;
  if (places.axis !== places.sizes.length - 1) return undefined;
  const [, ...rest] = table.shape;
  const lead = places.sizes.slice(0, -1).map(() => 1);
  const constant = { ...table, shape: [...lead, ...table.shape] };
  return { kind: 'corner', constant, sizes: [...places.sizes, ...rest] };
}

function withAxes(context: NodeContext, value: Value | undefined): Pattern | undefined {
  if (!isPattern(value)) return undefined;
  const axes = context.integers('axes', 1) ?? [];
  const rank = value.sizes.length + axes.length;
  const places = axes.map((axis) => context.axis(axis, rank)).sort((a, b) => a - b);
  return places.reduce((found: Pattern | undefined, place) => found && withAxis(found, place), value);
}

function withAxis(value: Pattern, place: number): Pattern | undefined {
  const sizes = value.sizes.toSpliced(place, 0, 1);
  switch (value.kind) {
    case 'counting':
      return { ...value, sizes, axis: value.axis + (place <= value.axis ? 1 : 0) };
    case 'corner':
      return {
        ...value,
        sizes,
        constant: { ...value.constant, shape: value.constant.shape.toSpliced(place, 0, 1) },
      };
    case 'triangle':
      // What comes behind the matrix would make others of it.
      return place <= value.sizes.length - 2 ? { ...value, sizes } : undefined;
  }
}

function withoutAxes(context: NodeContext, value: Value | undefined): Pattern | undefined {
  const axes = context.integers('axes', 1);
  if (value?.kind !== 'triangle' || !axes) return undefined;
  const gone = axes.map((axis) => context.axis(axis, value.sizes.length));
  const isLead = gone.every((axis) => axis < value.sizes.length - 2 && value.sizes[axis] === 1);
  return isLead ? { ...value, sizes: value.sizes.filter((_, axis) => !gone.includes(axis)) } : undefined;
}

/** The same matrices for each entry of axes in front. */
function repeated(value: Triangle, wanted: readonly Size[] | undefined): Triangle | undefined {
  if (!wanted || wanted.length < value.sizes.length) return undefined;
  const own = value.sizes.slice(-2);
  const isKept = wanted.slice(-2).every((size, axis) => size === 1 || sizesEqual(size, own[axis]!));
  return isKept ? { ...value, sizes: [...wanted.slice(0, -2), ...own] } : undefined;
}

/** An operator of every entry, between patterns and numbers. */
function ofEveryEntry(operator: string, inputs: readonly (Value | undefined)[]): Value | undefined {
  const [first, second] = inputs;
  if (first?.kind === 'counting' && second?.kind === 'counting') return compared(operator, first, second);
  const [pattern] = inputs.filter(isPattern);
  const others = inputs.filter((value) => !isPattern(value)).map(numberIn);
  if (!pattern || others.length < inputs.length - 1 || others.includes(undefined)) return undefined;
  // Axes in front repeat matrices; whatever else is larger than the pattern makes another one.
  const sizes = sharedSizes(inputs.map((value) => value && sizesOfValue(value)));
  const kept = pattern.kind === 'triangle' ? pattern.sizes.slice(-2) : pattern.sizes;
  const lead = (sizes?.length ?? 0) - kept.length;
  const isKept = sizes?.slice(lead).every((size, axis) => sizesEqual(size, kept[axis]!));
  if (!sizes || !isKept || (pattern.kind !== 'triangle' && lead > 0)) return undefined;
  const at = inputs.indexOf(pattern);
  const numbers = (others as readonly number[]).slice();
  const operandsWith = (value: number): readonly number[] => numbers.toSpliced(at, 0, value);
  if (pattern.kind === 'triangle') {
    const [below, above] = [pattern.below, pattern.above].map((value) =>
      numberFrom(operator, operandsWith(value)),
    );
    return below === undefined || above === undefined ? undefined : { ...pattern, sizes, below, above };
  }
  if (pattern.kind === 'corner') {
    const operands = numbers.map((value): Constant => ({
      kind: 'constant',
      type: pattern.constant.type,
      shape: [],
      data: Float64Array.of(value),
    }));
    const constant = elementwise(operator, operands.toSpliced(at, 0, pattern.constant), 2 ** 26);
    return constant && { ...pattern, constant };
  }
  const start = operator === 'Add' ? numberFrom(operator, operandsWith(pattern.start)) : undefined;
  return start === undefined ? undefined : { ...pattern, start };
}

function numberIn(value: Value | undefined): number | undefined {
  if (value?.kind === 'fill') return value.value;
  return value?.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined;
}

/** Numbers of rows held against numbers of columns: a triangle. */
function compared(
  operator: string,
  a: Extract<Pattern, { readonly kind: 'counting' }>,
  b: Extract<Pattern, { readonly kind: 'counting' }>,
): Triangle | undefined {
  const rank = Math.max(a.sizes.length, b.sizes.length);
  const place = ({ sizes, axis }: typeof a): number => axis + rank - sizes.length;
  const isColumn = place(a) === rank - 1 && place(b) === rank - 2;
  const isRow = place(a) === rank - 2 && place(b) === rank - 1;
  if (!isColumn && !isRow) return undefined;
  const [columns, rows] = isColumn ? [a, b] : [b, a];
  // `column + c < row + r` holds up to the diagonal `r - c - 1`.
  const found = diagonals[operator]?.(isColumn);
  if (!found) return undefined;
  const sizes = [...Array<Size>(rank - 2).fill(1), rows.sizes[rows.axis]!, columns.sizes[columns.axis]!];
  const { shift, below } = found;
  return {
    kind: 'triangle',
    sizes,
    diagonal: rows.start - columns.start + shift,
    below,
    above: 1 - below,
  };
}

/** Which side of which diagonal is true, for a comparison that begins with the columns, or with the rows. */
const diagonals: Readonly<
  Record<string, (isColumn: boolean) => { readonly shift: number; readonly below: number }>
> = {
  Less: (isColumn) => (isColumn ? { shift: -1, below: 1 } : { shift: 0, below: 0 }),
  LessOrEqual: (isColumn) => (isColumn ? { shift: 0, below: 1 } : { shift: -1, below: 0 }),
  Greater: (isColumn) => (isColumn ? { shift: 0, below: 0 } : { shift: -1, below: 1 }),
  GreaterOrEqual: (isColumn) => (isColumn ? { shift: -1, below: 0 } : { shift: 0, below: 1 }),
};

/** A constant as a matrix of two numbers that a diagonal parts, where it is one. */
export function triangleOf(value: Value): Triangle | undefined {
  if (value.kind === 'triangle') return value;
  const constant = value.kind === 'corner' ? value.constant : value;
  if (constant.kind !== 'constant') return undefined;
  const { shape, data } = constant;
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  if (rows < 2 || columns < 2 || data.length !== rows * columns) return undefined;
  const [below, above] = [data[(rows - 1) * columns]!, data[columns - 1]!];
  const width = data.subarray(0, columns).findIndex((number) => !Object.is(number, below));
  const first = width < 0 ? columns : width;
  // Without an entry below the diagonal in the first row, a later row tells where it begins.
  const lead = first > 0 ? 0 : rowsBefore(data, rows, columns, below);
  const diagonal = first > 0 ? first - 1 : -lead;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (data[row * columns + column] !== (column - row <= diagonal ? below : above)) return undefined;
  return {
    kind: 'triangle',
    sizes: value.kind === 'corner' ? value.sizes : shape,
    diagonal,
    below,
    above,
  };
}

function rowsBefore(data: Constant['data'], rows: number, columns: number, below: number): number {
  for (let row = 0; row < rows; row++) if (data[row * columns] === below) return row;
  return rows;
}
