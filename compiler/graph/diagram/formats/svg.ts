import type { Diagram, DiagramNode } from '../diagram.ts';
import { boxStyle, palette, stylesOf } from '../palette.ts';
import { boxLines } from './box-lines.ts';
import { placeTitles, titleBox } from './group-titles.ts';
import { layOut, type Box, type Layout, type Point } from './layout.ts';
import { layOutLegend, type LegendEntry } from './legend.ts';
import { captionSize, escaped, rectangle, round, text } from './svg-parts.ts';

const titleSize = 14;
/** Fonts by name, for programs that know no `system-ui`; what is left over is any without serifs. */
const fontFamily = "system-ui, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** The diagram as an SVG picture, laid out from top to bottom, with what its colours mean below. */
export function diagramToSvg(diagram: Diagram): string {
  const layout = layOut(diagram);
  const legend = layOutLegend(stylesOf(diagram.nodes), layout);
  const { width, height } = legend;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" font-family="${fontFamily}" role="img">`,
    `<title>${escaped(diagram.model)}</title>`,
    `<style>${style(diagram)}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#6b7280"/></marker></defs>',
    `<rect width="${round(width)}" height="${round(height)}" fill="#fff"/>`,
    // A narrow drawing stands in the middle above its legend.
    `<g transform="translate(${round((width - layout.width) / 2)} 0)">`,
    ...frames(diagram, layout),
    ...arrows(diagram, layout),
    ...titles(diagram, layout),
    ...diagram.nodes.map((node) => box(node, layout.boxes.get(node.id)!)),
    ...labels(diagram, layout),
    '</g>',
    ...legend.entries.map(legendEntry),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function style({ nodes }: Diagram): string {
  const boxes = stylesOf(nodes).map(
    (name) => `.${name}{fill:${palette[name].fill};stroke:${palette[name].stroke}}`,
  );
  return [
    ...boxes,
    '.frame{fill:#f3f4f6;fill-opacity:.6;stroke:#9ca3af;stroke-dasharray:4 3}',
    '.plate{fill:#f3f4f6}',
    '.edge{fill:none;stroke:#6b7280}',
    '.title{fill:#111827;font-weight:600}',
    '.arguments{fill:#1f2937}',
    '.caption{fill:#4b5563}',
    '.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}',
  ].join('');
}

function frames({ groups }: Diagram, layout: Layout): string[] {
  return groups.flatMap(({ id }) => {
    const frame = layout.groups.get(id);
    return frame ? [rectangle(frame, 'frame', 10)] : [];
  });
}

function titles(diagram: Diagram, layout: Layout): string[] {
  const places = placeTitles(diagram, layout);
  return diagram.groups.flatMap(({ id, title }) => {
    const place = places.get(id);
    if (!place) return [];
    return [
      `<g data-group="${escaped(id)}">${place.isCrossed ? rectangle(titleBox(place), 'plate', 4) : ''}`,
      `${text({ x: place.x, y: place.y + 4 }, title, 'caption', captionSize, 'start')}</g>`,
    ];
  });
}

function arrows({ edges }: Diagram, { routes }: Layout): string[] {
  return edges.map(
    ({ from, to }, index) =>
      `<path class="edge" data-from="${escaped(from)}" data-to="${escaped(to)}" marker-end="url(#arrow)" d="${curve(routes[index]!.points)}"/>`,
  );
}

function labels({ edges }: Diagram, { routes }: Layout): string[] {
  return edges.map(({ label }, index) => {
    const { x, y } = routes[index]!.label;
    return text({ x, y: y + 4 }, label, 'caption halo', captionSize);
  });
}

function box(node: DiagramNode, place: Box): string {
  const name = boxStyle(node);
  const isRound = node.kind === 'input' || node.kind === 'head';
  const radius = isRound ? 22 : 6;
  const lines = boxLines(node);
  const first = place.y - place.height / 2 + 20;
  const parts = [`<g data-node="${escaped(node.id)}">`];
  // A second frame marks a layer whose weights several places share.
  if (node.shared) parts.push(rectangle({ ...place, x: place.x + 4, y: place.y + 4 }, name, radius));
  parts.push(rectangle(place, name, radius), text({ x: place.x, y: first }, lines[0]!, 'title', titleSize));
  lines.slice(1).forEach((line, index) => {
    const isCaption = index === lines.length - 2;
    const at = { x: place.x, y: first + 18 + 15 * index };
    parts.push(text(at, line, isCaption ? 'caption' : 'arguments', captionSize));
  });
  return [...parts, '</g>'].join('\n');
}

function legendEntry({ style: name, label, swatch, textAt }: LegendEntry): string {
  return `${rectangle(swatch, name, 3)}${text(textAt, label, 'caption', captionSize, 'start')}`;
}

/** Straight ends and quadratic bends through the points of a route. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  let path = `M${round(first!.x)} ${round(first!.y)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    path += next
      ? `Q${round(point.x)} ${round(point.y)} ${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`
      : `L${round(point.x)} ${round(point.y)}`;
  });
  return path;
}
