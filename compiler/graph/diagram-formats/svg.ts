import type { Diagram } from '../diagram.ts';
import { layOut, type Box, type Point } from './layout.ts';

const titleSize = 14;
const captionSize = 11;
/** The diagram as an SVG picture, laid out from top to bottom. */
export function diagramToSvg(diagram: Diagram): string {
  const { width, height, boxes, groups, routes } = layOut(diagram);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" font-family="system-ui, sans-serif" role="img">`,
    `<title>${escaped(diagram.model)}</title>`,
    '<style>.node{fill:#fff;stroke:#4b5563}.input{fill:#e0f2fe;stroke:#0369a1}.head{fill:#dcfce7;stroke:#15803d}.group{fill:#f3f4f6;fill-opacity:.6;stroke:#9ca3af;stroke-dasharray:4 3}.edge{fill:none;stroke:#6b7280}.title{fill:#111827;font-weight:600}.caption{fill:#4b5563}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}</style>',
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#6b7280"/></marker></defs>',
    `<rect width="${round(width)}" height="${round(height)}" fill="#fff"/>`,
  ];
  for (const group of diagram.groups) {
    const box = groups.get(group.id);
    if (!box) continue;
    parts.push(
      rectangle(box, 'group', 10),
      text(box.x, box.y - box.height / 2 + 16, group.title, 'caption', captionSize),
    );
  }
  const labels: string[] = [];
  diagram.edges.forEach((edge, index) => {
    const { points, label } = routes[index]!;
    parts.push(`<path class="edge" marker-end="url(#arrow)" d="${curve(points)}"/>`);
    labels.push(text(label.x, label.y + 4, edge.label, 'caption halo', captionSize));
  });
  for (const node of diagram.nodes) {
    const box = boxes.get(node.id)!;
    const style = node.kind === 'layer' ? 'node' : node.kind;
    parts.push(`<g data-node="${escaped(node.id)}">`);
    // A second frame marks a layer whose weights several places share.
    if (node.shared) parts.push(rectangle({ ...box, x: box.x + 4, y: box.y + 4 }, style, 6));
    parts.push(
      rectangle(box, style, node.kind === 'layer' ? 6 : 22),
      text(box.x, box.y - 3, node.title, 'title', titleSize),
      text(box.x, box.y + 15, node.caption, 'caption', captionSize),
      '</g>',
    );
  }
  return `${parts.concat(labels, '</svg>').join('\n')}\n`;
}

function rectangle({ x, y, width, height }: Box, style: string, radius: number): string {
  return `<rect class="${style}" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

function text(x: number, y: number, content: string, style: string, size: number): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="middle">${escaped(content)}</text>`;
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
