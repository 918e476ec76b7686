import type { Diagram } from '../diagram.ts';
import type { Layout } from './layout.ts';

/**
 * The layout, or its mirror image where that has more boxes of one height in the order of the text, from left to
 * right. A layout that looks for few crossings is as content with either.
 */
export function inTextOrder({ nodes }: Diagram, layout: Layout): Layout {
  const boxes = nodes.map(({ id }) => layout.boxes.get(id)!);
  let inOrder = 0;
  boxes.forEach((left, index) => {
    for (const right of boxes.slice(index + 1)) {
      const isBeside = Math.abs(left.y - right.y) < (left.height + right.height) / 2;
      if (isBeside) inOrder += Math.sign(right.x - left.x);
    }
  });
  return inOrder < 0 ? mirrored(layout) : layout;
}

function mirrored({ width, height, boxes, groups, routes }: Layout): Layout {
  const flip = <T extends { readonly x: number }>(place: T): T => ({ ...place, x: width - place.x });
  const flipAll = <T extends { readonly x: number }>(places: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...places].map(([id, place]) => [id, flip(place)]));
  return {
    width,
    height,
    boxes: flipAll(boxes),
    groups: flipAll(groups),
    routes: routes.map(({ points, label }) => ({ points: points.map(flip), label: flip(label) })),
  };
}
