import type { HostArray } from '../../engine.ts';
import type { HostFunction, KernelInstruction } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { exponential } from './expressions.ts';
import { createCopy, stridesOf } from './strided.ts';

/** Folds the rows of a matrix, in double precision: `rows` times `count` entries with so many columns each. */
interface Fold {
  readonly start: number;
  readonly fold: (
    sums: Float64Array,
    start: number,
    entries: HostArray,
    from: number,
    columns: number,
  ) => void;
  readonly row: (entries: HostArray, from: number, count: number) => number;
}

const sum: Fold = {
  start: 0,
  fold: (sums, start, entries, from, columns) => {
    for (let index = 0; index < columns; index++) sums[start + index]! += entries[from + index]!;
  },
  row: (entries, from, count) => {
    let total = 0;
    for (let index = from, end = from + count; index < end; index++) total += entries[index]!;
    return total;
  },
};

const product: Fold = {
  start: 1,
  fold: (sums, start, entries, from, columns) => {
    for (let index = 0; index < columns; index++) sums[start + index]! *= entries[from + index]!;
  },
  row: (entries, from, count) => {
    let total = 1;
    for (let index = from, end = from + count; index < end; index++) total *= entries[index]!;
    return total;
  },
};

const greatest: Fold = {
  start: -Infinity,
  fold: (sums, start, entries, from, columns) => {
    for (let index = 0; index < columns; index++) {
      const entry = entries[from + index]!;
      if (!(entry <= sums[start + index]!)) sums[start + index] = entry;
    }
  },
  row: (entries, from, count) => {
    let best = -Infinity;
    for (let index = from, end = from + count; index < end; index++)
      if (!(entries[index]! <= best)) best = entries[index]!;
    return best;
  },
};

const least: Fold = {
  start: Infinity,
  fold: (sums, start, entries, from, columns) => {
    for (let index = 0; index < columns; index++) {
      const entry = entries[from + index]!;
      if (!(entry >= sums[start + index]!)) sums[start + index] = entry;
    }
  },
  row: (entries, from, count) => {
    let best = Infinity;
    for (let index = from, end = from + count; index < end; index++)
      if (!(entries[index]! >= best)) best = entries[index]!;
    return best;
  },
};

/** Kernels that fold axes or walk along one, as loops. */
export const reductionHosts: Readonly<Record<string, (instruction: KernelInstruction) => HostFunction>> = {
  Sum: (instruction) => reduce(instruction, sum),
  Mean: (instruction) => reduce(instruction, sum, true),
  Prod: (instruction) => reduce(instruction, product),
  Max: (instruction) => reduce(instruction, greatest),
  Min: (instruction) => reduce(instruction, least),
  ArgMax: ({ inputs: [x], attributes }) => {
    const axis = attributes.axis as number;
    const length = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    return ([result], [entries]) => {
      for (let place = 0; place < result!.length; place++) {
        const start = Math.floor(place / inner) * length * inner + (place % inner);
        let best = 0;
        for (let at = 1; at < length; at++) {
          if (entries![start + at * inner]! > entries![start + best * inner]!) best = at;
        }
        result![place] = best;
      }
    };
  },
  Cumsum: ({ inputs: [x], attributes }) => {
    const axis = attributes.axis as number;
    const length = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const step = attributes.reverse ? -inner : inner;
    return ([result], [entries]) => {
      const rows = entries!.length / (length || 1);
      for (let row = 0; row < rows; row++) {
        const first = Math.floor(row / inner) * length * inner + (row % inner);
        let total = 0;
        for (
          let at = 0, place = attributes.reverse ? first + (length - 1) * inner : first;
          at < length;
          at++, place += step
        ) {
          total += entries![place]!;
          result![place] = total;
        }
      }
    };
  },
  Softmax: ({ inputs: [x] }) => {
    const length = x!.shape.at(-1)!;
    const powers = new Float64Array(length);
    return ([result], [entries]) => {
      for (let start = 0; start < entries!.length; start += length) {
        const most = greatest.row(entries!, start, length);
        let total = 0;
        for (let index = 0; index < length; index++) {
          powers[index] = exponential(entries![start + index]! - most);
          total += powers[index]!;
        }
        for (let index = 0; index < length; index++) result![start + index] = powers[index]! / total;
      }
    };
  },
};

/** Axes that lie together fold in place; scattered ones are brought to the end first. */
function reduce({ inputs: [x], attributes }: KernelInstruction, fold: Fold, mean = false): HostFunction {
  const axes = [...(attributes.axis as readonly number[])].sort((a, b) => a - b);
  const { shape } = x!;
  const count = sizeOf(axes.map((axis) => shape[axis]!));
  const divisor = mean ? count : 1;
  const [first, last] = [axes[0]!, axes.at(-1)!];
  const between = shape.slice(first, last + 1).filter((_, at) => !axes.includes(first + at));
  if (sizeOf(between) === 1) {
    const inner = sizeOf(shape.slice(last + 1));
    return ([result], [entries]) => foldMiddle(fold, result!, entries!, count, inner, divisor);
  }
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const turned = order.map((axis) => shape[axis]!);
  const own = stridesOf(shape);
  const copy = createCopy(
    turned,
    { start: 0, strides: stridesOf(turned) },
    { start: 0, strides: order.map((axis) => own[axis]!) },
  );
  const size = sizeOf(shape);
  return ([result], [entries]) => {
    const scratch = new (entries!.constructor as Float32ArrayConstructor)(size);
    copy(scratch, entries!);
    foldMiddle(fold, result!, scratch, count, 1, divisor);
  };
}

/** [outer, count, inner] to [outer, inner] */
function foldMiddle(
  { start, fold, row }: Fold,
  result: HostArray,
  entries: HostArray,
  count: number,
  inner: number,
  divisor: number,
): void {
  if (inner === 1) {
    for (let place = 0; place < result.length; place++)
      result[place] = row(entries, place * count, count) / divisor;
    return;
  }
  const sums = new Float64Array(inner);
  for (let place = 0; place < result.length; place += inner) {
    sums.fill(start);
    const from = place * count;
    for (let at = 0; at < count; at++) fold(sums, 0, entries, from + at * inner, inner);
    for (let index = 0; index < inner; index++) result[place + index] = sums[index]! / divisor;
  }
}
