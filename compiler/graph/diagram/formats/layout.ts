import { graphlib, layout } from '@dagrejs/dagre';
import { textWidth } from '../../../diagnostics/text-width.ts';
import type { Diagram, DiagramNode } from '../diagram.ts';
import { layOutInRows } from './rows.ts';
import { inTextOrder } from './text-order.ts';

/** A rectangle by its middle, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of an edge, and the middle of its label. */
export interface Route {
  readonly points: readonly Point[];
  readonly label: Point;
}

/** Where everything of a diagram is drawn, from top to bottom. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** The frames of groups; a layout may leave them out. */
  readonly groups: ReadonlyMap<string, Box>;
  /** Beside the diagram's edges. */
  readonly routes: readonly Route[];
}

/** Widths of an average character, in pixels, for boxes that hold their text in any sans-serif font. */
export const characterWidth = { title: 8.4, caption: 6.4 };
const boxHeight = 46;
const lineHeight = 15;

/**
 * More boxes and edges than this are laid out in rows: dagre's time and memory grow faster than the diagram, and it
 * follows chains by recursion, for which the stack is too short from about 2,000 boxes on.
 */
const mostForDagre = 1000;

/** Finds a place for every box, frame and edge. */
export function layOut(diagram: Diagram): Layout {
  return diagram.nodes.length + diagram.edges.length > mostForDagre
    ? layOutInRows(diagram, boxSize)
    : inTextOrder(diagram, layOutWithDagre(diagram, boxSize));
}

/** A box holds its title, its caption and, between them, its arguments if it has any. */
function boxSize(node: DiagramNode): { readonly width: number; readonly height: number } {
  const { title, caption } = characterWidth;
  const lines = Math.max(textWidth(node.arguments), textWidth(node.caption)) * caption;
  return {
    width: 28 + Math.max(textWidth(node.title) * title, lines),
    height: boxHeight + (node.arguments === '' ? 0 : lineHeight),
  };
}

function layOutWithDagre(
  diagram: Diagram,
  size: (node: DiagramNode) => { readonly width: number; readonly height: number },
): Layout {
  const graph = new graphlib.Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 44, edgesep: 16, marginx: 16, marginy: 16 });
  for (const group of diagram.groups) graph.setNode(group.id, {});
  for (const node of diagram.nodes) graph.setNode(node.id, size(node));
  for (const group of diagram.groups) if (group.parent) graph.setParent(group.id, group.parent);
  for (const node of diagram.nodes) if (node.group) graph.setParent(node.id, node.group);
  diagram.edges.forEach((edge, index) => {
    const width = textWidth(edge.label) * characterWidth.caption;
    graph.setEdge(edge.from, edge.to, { label: edge.label, width, height: 16, labelpos: 'c' }, String(index));
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const boxOf = (id: string): [string, Box] => [id, graph.node(id) as unknown as Box];
  return {
    width,
    height,
    boxes: new Map(diagram.nodes.map(({ id }) => boxOf(id))),
    groups: new Map(diagram.groups.map(({ id }) => boxOf(id))),
    routes: diagram.edges.map(({ from, to }, index) => {
      const { points, x, y } = graph.edge(from, to, String(index)) as unknown as {
        readonly points: readonly Point[];
      } & Point;
      return { points, label: { x, y } };
    }),
  };
}
