import type { Histogram } from '../../runtime/inspect/histogram.ts';
import { download, h } from './dom.ts';
import { shortNumber } from './numbers.ts';
import { s, svgBlob } from './svg.ts';

const width = 420;
const height = 180;
const margin = { left: 56, right: 8, top: 6, bottom: 22 };
/** Ranges of values over the height. */
const rows = 40;

export interface HeatColumn {
  readonly epoch: number;
  readonly histogram: Histogram;
}

/** How numbers are spread, epoch by epoch: the darker, the more of them. */
export function drawHeat(title: string, columns: readonly HeatColumn[]): HTMLElement {
  const picture = heatPicture(title, columns);
  return h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('h2', {}, title),
      h('button', { type: 'button', onclick: () => download(`${title}.svg`, svgBlob(picture)) }, 'SVG'),
    ),
    picture,
  );
}

function heatPicture(title: string, columns: readonly HeatColumn[]): SVGElement {
  const least = Math.min(...columns.map(({ histogram }) => histogram.min));
  const greatest = Math.max(...columns.map(({ histogram }) => histogram.max));
  const range = greatest - least || 1;
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const wide = inner.width / Math.max(1, columns.length);
  const tall = inner.height / rows;
  const cells = columns.flatMap(({ histogram }, column) => {
    const counts = spread(histogram, least, range);
    const most = Math.max(...counts);
    return counts.flatMap((count, row) =>
      count === 0
        ? []
        : [
            s('rect', {
              x: (margin.left + column * wide).toFixed(2),
              y: (margin.top + inner.height - (row + 1) * tall).toFixed(2),
              width: Math.max(0.5, wide - (wide > 4 ? 1 : 0)).toFixed(2),
              height: (tall + 0.3).toFixed(2),
              // A few numbers are to be seen beside many.
              'fill-opacity': (0.12 + 0.88 * Math.sqrt(count / most)).toFixed(3),
            }),
          ],
    );
  });
  const last = columns.at(-1)!;
  const label = (x: number, y: number, text: string, anchor: string): SVGElement =>
    s('text', { x, y, 'text-anchor': anchor }, text);
  return s(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      class: 'heat',
      role: 'img',
      'aria-label': `${title}: from ${shortNumber(least, 3)} to ${shortNumber(greatest, 3)}; after epoch ${last.epoch} the mean is ${shortNumber(last.histogram.mean, 3)}, the deviation ${shortNumber(last.histogram.std, 3)}.`,
    },
    s('g', { class: 'cells' }, ...cells),
    label(margin.left - 6, margin.top + 10, shortNumber(greatest, 3), 'end'),
    label(margin.left - 6, margin.top + inner.height, shortNumber(least, 3), 'end'),
    label(margin.left, height - 6, `epoch ${columns[0]!.epoch}`, 'start'),
    columns.length > 1 ? label(width - margin.right, height - 6, `epoch ${last.epoch}`, 'end') : undefined,
  );
}

/** The counts of a histogram over rows that all columns share: a range that crosses rows is shared out among them. */
function spread({ buckets, min, max }: Histogram, least: number, range: number): readonly number[] {
  const counts = Array<number>(rows).fill(0);
  const rowOf = (value: number): number => ((value - least) / range) * rows;
  const step = (max - min) / buckets.length;
  buckets.forEach((count, index) => {
    const from = Math.min(rows - 1e-6, rowOf(min + step * index));
    const to = Math.max(from + 1e-9, Math.min(rows, rowOf(min + step * (index + 1))));
    for (let row = Math.floor(from); row < to; row++)
      counts[row]! += (count * (Math.min(to, row + 1) - Math.max(from, row))) / (to - from);
  });
  return counts;
}
