import type { Diagram, DiagramNode } from '../diagram.ts';
import type { Box, Layout, Route } from './layout.ts';

const margin = 16;
const columnGap = 36;
const rowGap = 60;

/**
 * Lays a diagram out in rows: each box one row below the lowest of those before it, in its row as near to them as the
 * order allows, edges straight. Without frames around groups. Time and memory grow as the diagram does, however deep it is.
 */
export function layOutInRows(
  { nodes, edges }: Diagram,
  size: (node: DiagramNode) => { readonly width: number; readonly height: number },
): Layout {
  const position = new Map(nodes.map(({ id }, index) => [id, index]));
  const before: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    const [a, b] = [position.get(from)!, position.get(to)!];
    // A shared layer may feed what feeds it again: only edges along the order of the text count.
    if (a < b) before[b]!.push(a);
  }
  const rows: number[][] = [];
  const rowOf: number[] = [];
  for (const index of nodes.keys()) {
    let row = 0;
    for (const earlier of before[index]!) row = Math.max(row, rowOf[earlier]! + 1);
    rowOf.push(row);
    (rows[row] ??= []).push(index);
  }

  const sizes = nodes.map(size);
  const middles = new Array<number>(nodes.length).fill(0);
  for (const row of rows) placeRow(row, before, sizes, middles);
  let left = 0;
  let right = 0;
  for (const [index, { width }] of sizes.entries()) {
    left = Math.min(left, middles[index]! - width / 2);
    right = Math.max(right, middles[index]! + width / 2);
  }
  const height = sizes.reduce((most, each) => Math.max(most, each.height), 0);
  const boxAt = (index: number): Box => ({
    ...sizes[index]!,
    x: middles[index]! - left + margin,
    y: margin + height / 2 + rowOf[index]! * (height + rowGap),
  });
  const boxes = new Map(nodes.map(({ id }, index) => [id, boxAt(index)]));
  return {
    width: right - left + 2 * margin,
    height: 2 * margin + rows.length * height + Math.max(0, rows.length - 1) * rowGap,
    boxes,
    groups: new Map(),
    routes: edges.map(({ from, to }) => straight(boxes.get(from)!, boxes.get(to)!)),
  };
}

/** Places the boxes of a row side by side, in the order of the means of those before them, around the row's own mean. */
function placeRow(
  row: number[],
  before: readonly (readonly number[])[],
  sizes: readonly { readonly width: number }[],
  middles: number[],
): void {
  for (const index of row) {
    const earlier = before[index]!;
    for (const each of earlier) middles[index]! += middles[each]! / earlier.length;
  }
  row.sort((a, b) => middles[a]! - middles[b]! || a - b);
  const widths = row.reduce((sum, index) => sum + sizes[index]!.width, 0) + columnGap * (row.length - 1);
  const mean = row.reduce((sum, index) => sum + middles[index]! / row.length, 0);
  let x = mean - widths / 2;
  for (const index of row) {
    const { width } = sizes[index]!;
    middles[index] = x + width / 2;
    x += width + columnGap;
  }
}

/** From the lower side of a box to the upper side of another. */
function straight(from: Box, to: Box): Route {
  const start = { x: from.x, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y - to.height / 2 };
  return { points: [start, end], label: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
}
