import { isSymbolic, sizeProduct, type Size } from '../../shapes/size.ts';
import type { OpNodeOf, Tensor } from '../../ops/types.ts';
import type { Emitters } from './emitters.ts';
import { elementTypes } from './proto.ts';
import type { OnnxWriter } from './writer.ts';

/** Places that one one-hot product sums. Longer blocks cost more products, shorter ones more sums across blocks. */
const blockLength = 64;

/** Rows of fewer numbers than this are added one number after the other. */
const narrowest = 16;

/**
 * `ScatterND(reduction: add)` loses updates where indices repeat and it runs on several threads, so sums never go
 * through it here. onnxruntime's `ScatterElements` adds on one thread, in order: right, and fast enough for narrow
 * rows. For wide rows, such as an Embedding's gradient, the updates are sorted by index instead; within blocks of
 * sorted updates a product with a one-hot matrix sums equal indices, and the sums then go to places that differ.
 */
export const scatterAddEmitters = {
  scatterAdd: (writer, [indices, updates], node) => {
    const [, values] = node.inputs;
    const zeros = writer.node('Expand', [
      writer.scalarLike(values!, 0),
      writer.sizeVector([node.attributes.size, ...values!.shape.slice(1)]),
    ]);
    if (hasWideRows(node)) {
      const { places, rows } = sumsByRow(writer, indices!, updates!, node);
      return writer.node('ScatterND', [zeros, column(writer, places), rows]);
    }
    const places = writer.node('Cast', [indices!], { to: elementTypes.int64 });
    return addInOrder(writer, zeros, places, updates!, values!);
  },
} satisfies Partial<Emitters>;

/** Whether the updates are sorted, and summed by products. */
export function hasWideRows({ inputs: [, values] }: OpNodeOf<'scatterAdd'>): boolean {
  const width = sizeProduct(values!.shape.slice(1));
  return values!.dtype === 'float32' && (isSymbolic(width) || width >= narrowest);
}

/** Row numbers as indices of `ScatterND`. */
export function column(writer: OnnxWriter, places: string): string {
  return writer.node('Unsqueeze', [places, writer.integers([1])]);
}

/** Adds rows to those at their places, one after the other. */
function addInOrder(
  writer: OnnxWriter,
  into: string,
  places: string,
  updates: string,
  { shape }: Pick<Tensor, 'shape'>,
): string {
  return writer.node('ScatterElements', [into, everyColumn(writer, places, updates, shape.length), updates], {
    axis: 0,
    reduction: 'add',
  });
}

/** The index of each row, [n], as the index of each of its numbers, [n, …]. */
function everyColumn(writer: OnnxWriter, places: string, rows: string, rank: number): string {
  if (rank === 1) return places;
  const column = writer.node('Unsqueeze', [
    places,
    writer.integers(Array.from({ length: rank - 1 }, (_, axis) => axis + 1)),
  ]);
  return writer.node('Expand', [column, writer.node('Shape', [rows])]);
}

/** Rows and where they go, by the names of values: each place is there once. */
export interface PlacedRows {
  readonly places: string;
  readonly rows: string;
}

/** The sums of the updates of each row that has some. */
export function sumsByRow(
  writer: OnnxWriter,
  indices: string,
  updates: string,
  node: OpNodeOf<'scatterAdd'>,
): PlacedRows {
  const [{ shape: counts }, values] = node.inputs as readonly [Tensor, Tensor];
  const places = writer.node('Cast', [indices], { to: elementTypes.int64 });
  const { sorted, order, inside } = writer.onHost(() => sortedBlocks(writer, places, counts[0]!));
  const rest = writer.sizeVector(values.shape.slice(1));
  const width = writer.size(sizeProduct(values.shape.slice(1)));
  const flat = writer.node('Gather', [updates, order], { axis: 0 });
  const blocks = writer.node('Reshape', [
    flat,
    writer.node('Concat', [writer.integers([-1, blockLength]), width], { axis: 0 }),
  ]);
  const { oneHot, slots, firsts } = writer.onHost(() => slotsOfBlocks(writer, sorted, inside));
  const sums = writer.node('Reshape', [
    writer.node('MatMul', [oneHot, blocks]),
    writer.node('Concat', [writer.integers([-1]), width], { axis: 0 }),
  ]);

  // A slot whose index the block before has as well adds to that one's sum; all others have an index of their own.
  const { own, further } = writer.onHost(() => dividedSlots(writer, { sorted, slots, firsts }));
  const rowsOf = ({ slots: chosen }: ChosenSlots): string =>
    withRest(writer, writer.node('Gather', [sums, chosen]), rest);
  return {
    places: own.places,
    rows: addInOrder(writer, rowsOf(own), further.places, rowsOf(further), values),
  };
}

interface ChosenSlots {
  readonly slots: string;
  /** Where each goes: the row of one that begins a sum, the number of the sum that another one goes on with. */
  readonly places: string;
}

/** The slots that begin the sum of an index, and those that go on with the sum of the block before. */
function dividedSlots(
  writer: OnnxWriter,
  { sorted, slots, firsts }: Pick<SortedBlocks, 'sorted'> & Pick<BlockSlots, 'slots' | 'firsts'>,
): { readonly own: ChosenSlots; readonly further: ChosenSlots } {
  const one = writer.integers([1]);
  const rowOf = writer.node('Gather', [sorted, firsts]);
  const before = writer.node('Gather', [
    sorted,
    writer.node('Max', [writer.node('Sub', [firsts, one]), writer.integers([0])]),
  ]);
  const starts = writer.node('Or', [
    writer.node('Not', [writer.node('Equal', [rowOf, before])]),
    writer.node('Equal', [firsts, writer.integers([0])]),
  ]);
  const begun = writer.node('CumSum', [
    writer.node('Cast', [starts], { to: elementTypes.int64 }),
    writer.constant('int64', [], [0]),
  ]);
  const chosen = (condition: string, of: string): ChosenSlots => ({
    places: writer.node('Compress', [of, condition], { axis: 0 }),
    slots: writer.node('Compress', [slots, condition], { axis: 0 }),
  });
  return {
    own: chosen(starts, rowOf),
    further: chosen(writer.node('Not', [starts]), writer.node('Sub', [begun, one])),
  };
}

/** Rows of [n, width] as [n, …rest]. */
function withRest(writer: OnnxWriter, rows: string, rest: string): string {
  return writer.node('Reshape', [rows, writer.node('Concat', [writer.integers([-1]), rest], { axis: 0 })]);
}

interface SortedBlocks {
  /** The indices in ascending order, filled up to whole blocks with the last one. */
  readonly sorted: string;
  /** Where each of them stood; filled up with 0. */
  readonly order: string;
  /** Whether a place is no filling. */
  readonly inside: string;
}

function sortedBlocks(writer: OnnxWriter, places: string, count: Size): SortedBlocks {
  const length = writer.size(count);
  // TopK keeps equal indices in their order: the sums do not depend on how it sorts.
  const [sorted, order] = writer.nodeWith('TopK', [places, length], 2, { axis: 0, largest: 0, sorted: 1 });
  const filling = writer.node('Mod', [writer.node('Neg', [length]), writer.integers([blockLength])]);
  const pads = writer.node('Concat', [writer.integers([0]), filling], { axis: 0 });
  const zero = writer.constant('int64', [], [0]);
  const whole = writer.node('Add', [length, filling]);
  const range = writer.node('Range', [
    zero,
    writer.node('Squeeze', [whole]),
    writer.constant('int64', [], [1]),
  ]);
  return {
    sorted: writer.node('Pad', [sorted!, pads], { mode: 'edge' }),
    order: writer.node('Pad', [order!, pads, zero]),
    inside: writer.node('Less', [range, length]),
  };
}

interface BlockSlots {
  /** [blocks, slot, place]: 1 where a place's index is the slot's; slot `l` of a block is for its l-th index. */
  readonly oneHot: string;
  /** The slots in use, in order. */
  readonly slots: string;
  /** Where in the sorted indices each slot in use begins. */
  readonly firsts: string;
}

function slotsOfBlocks(writer: OnnxWriter, sorted: string, inside: string): BlockSlots {
  const inBlocks = writer.integers([-1, blockLength]);
  const table = writer.node('Reshape', [sorted, inBlocks]);
  const part = (from: number, to: number): string =>
    writer.node('Slice', [table, writer.integers([from]), writer.integers([to]), writer.integers([1])]);
  const differs = writer.node('Not', [
    writer.node('Equal', [part(1, blockLength), part(0, blockLength - 1)]),
  ]);
  const steps = writer.node('Pad', [
    writer.node('Cast', [differs], { to: elementTypes.int32 }),
    writer.integers([0, 1, 0, 0]),
    writer.constant('int32', [], [0]),
  ]);
  const rank = writer.node('CumSum', [steps, writer.constant('int64', [], [1])]);
  // Filling belongs to no slot: its rank is one that no slot has.
  const ranks = writer.node('Where', [
    writer.node('Reshape', [inside, inBlocks]),
    rank,
    writer.constant('int32', [], [-1]),
  ]);
  const each = Array.from({ length: blockLength }, (_, slot) => slot);
  const hits = writer.node('Equal', [
    writer.node('Unsqueeze', [ranks, writer.integers([1])]),
    writer.constant('int32', [1, blockLength, 1], each),
  ]);
  const oneHot = writer.node('Cast', [hits], { to: elementTypes.float32 });
  return { oneHot, ...slotsInUse(writer, steps, rank) };
}

/** A slot begins at the start of a block and wherever the index differs from the one before. */
function slotsInUse(writer: OnnxWriter, steps: string, rank: string): Pick<BlockSlots, 'slots' | 'firsts'> {
  const start = writer.constant(
    'bool',
    [1, blockLength],
    Array.from({ length: blockLength }, (_, place) => Number(place === 0)),
  );
  const begins = writer.node('Or', [writer.node('Cast', [steps], { to: elementTypes.bool }), start]);
  const all = writer.integers([-1]);
  const firsts = writer.node('Reshape', [
    writer.node('NonZero', [writer.node('Reshape', [begins, all])]),
    all,
  ]);
  const ranks = writer.node('Cast', [writer.node('Gather', [writer.node('Reshape', [rank, all]), firsts])], {
    to: elementTypes.int64,
  });
  const block = writer.node('Div', [firsts, writer.integers([blockLength])]);
  const slots = writer.node('Add', [writer.node('Mul', [block, writer.integers([blockLength])]), ranks]);
  return { slots, firsts };
}
