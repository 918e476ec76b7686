import { textWidth } from '../../../diagnostics/text-width.ts';
import type { Diagram } from '../diagram.ts';
import { characterWidth, type Box, type Layout, type Point } from './layout.ts';

/** Height of the strip below a frame's upper side in which its title stands. */
export const titleStrip = 22;
const side = 10;

/** Where the title of a group begins (left, middle of the text's height), and how wide it is. */
export interface TitlePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** True where arrows pass behind it, so that it needs a plate. */
  readonly isCrossed: boolean;
}

/**
 * A place for the title of each frame in the strip below its upper side, in the leftmost gap between the arrows and
 * labels that pass there; where no gap is wide enough, at the left.
 */
export function placeTitles({ groups, edges }: Diagram, layout: Layout): ReadonlyMap<string, TitlePlace> {
  const places = new Map<string, TitlePlace>();
  for (const { id, title } of groups) {
    const box = layout.groups.get(id);
    if (!box) continue;
    const width = textWidth(title) * characterWidth.caption;
    const left = box.x - box.width / 2 + side;
    const right = box.x + box.width / 2 - side;
    const y = box.y - box.height / 2 + titleStrip / 2;
    const blocked = layout.routes.flatMap(({ points, label }, index) => [
      ...passes(points, y),
      ...labelPasses(label, edges[index]!.label, y),
    ]);
    const gap = firstGap(blocked, left, right, width);
    places.set(id, { x: gap ?? left, y, width, isCrossed: gap === undefined });
  }
  return places;
}

type Interval = readonly [from: number, to: number];

/** Where the pieces of a way go through the strip around a height. */
function passes(points: readonly Point[], y: number): Interval[] {
  const [top, bottom] = [y - titleStrip / 2, y + titleStrip / 2];
  return points.slice(1).flatMap((end, index): Interval[] => {
    const start = points[index]!;
    const [low, high] = start.y < end.y ? [start, end] : [end, start];
    if (high.y < top || low.y > bottom) return [];
    const at = (height: number): number => {
      const share = high.y === low.y ? 0 : (height - low.y) / (high.y - low.y);
      return low.x + (high.x - low.x) * Math.min(1, Math.max(0, share));
    };
    const [a, b] = [at(top), at(bottom)];
    return [[Math.min(a, b) - 6, Math.max(a, b) + 6]];
  });
}

function labelPasses(label: Point, text: string, y: number): Interval[] {
  if (Math.abs(label.y - y) > titleStrip / 2 + 8) return [];
  const half = (textWidth(text) * characterWidth.caption) / 2;
  return [[label.x - half, label.x + half]];
}

/** @returns undefined where no gap is wide enough */
function firstGap(
  blocked: readonly Interval[],
  left: number,
  right: number,
  width: number,
): number | undefined {
  let from = left;
  for (const [start, end] of [...blocked].sort(([a], [b]) => a - b)) {
    if (start - from >= width) return from;
    from = Math.max(from, end);
  }
  return right - from >= width ? from : undefined;
}

/** The rectangle behind a title, which keeps what passes below it from crossing the letters. */
export function titleBox({ x, y, width }: TitlePlace): Box {
  return { x: x + width / 2, y, width: width + 8, height: 16 };
}
