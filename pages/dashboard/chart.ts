import uPlot from 'uplot';
import { chartPicture } from './chart-svg.ts';
import { download, h } from './dom.ts';
import { shortNumber } from './numbers.ts';
import { svgBlob } from './svg.ts';
import type { Chart } from './series.ts';

const height = 240;

/** A chart in the page: lines over each other, read by the pointer, zoomed by dragging, saved as picture or table. */
export function drawChart(chart: Chart, over: string, logarithmic: boolean): HTMLElement {
  const { title, lines } = chart;
  const canvas = h('div', { class: 'canvas' });
  const xs = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const places = new Map(xs.map((x, place) => [x, place]));
  const columns = lines.map(({ x, y }) => {
    const column = Array<number | null | undefined>(xs.length).fill(undefined);
    x.forEach((value, index) => (column[places.get(value)!] = y[index]));
    return column;
  });
  const box = h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('h2', {}, title),
      h('button', { type: 'button', onclick: () => saveTable(title, lines, xs, columns) }, 'CSV'),
      h('button', { type: 'button', onclick: () => savePicture(title, canvas) }, 'PNG'),
      h(
        'button',
        {
          type: 'button',
          onclick: () => download(`${title}.svg`, svgBlob(chartPicture(chart, over, logarithmic))),
        },
        'SVG',
      ),
    ),
    canvas,
    h('p', { class: 'reader' }, describe({ title, lines })),
  );
  // The width is known once the chart stands in the page; its place is kept from the beginning.
  requestAnimationFrame(() => {
    const plot = new uPlot(
      options(lines, over, logarithmic, canvas.clientWidth),
      [xs, ...columns] as uPlot.AlignedData,
      canvas,
    );
    new ResizeObserver(() => plot.setSize({ width: canvas.clientWidth, height })).observe(canvas);
  });
  return box;
}

function options(lines: Chart['lines'], over: string, logarithmic: boolean, width: number): uPlot.Options {
  const styles = getComputedStyle(document.body);
  const [text, grid] = ['--text', '--line'].map((name) => styles.getPropertyValue(name).trim());
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    width,
    height,
    scales: { x: { time: false }, y: logarithmic ? { distr: 3 } : {} },
    axes: [
      axis,
      {
        ...axis,
        size: 64,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : shortNumber(tick))),
      },
    ],
    series: [
      { label: over },
      ...lines.map(({ label, colour, dashed }) => ({
        label,
        stroke: colour,
        width: 1.5,
        spanGaps: true,
        points: { show: false },
        ...(dashed ? { dash: [6, 4] } : {}),
        value: (_: uPlot, value: number | null) => (value === null ? '' : shortNumber(value)),
      })),
    ],
    legend: { live: true },
    cursor: { drag: { x: true, y: false }, focus: { prox: 24 } },
  };
}

/** What a chart shows, for those who do not see it. */
function describe({ title, lines }: Chart): string {
  const parts = lines.map(({ label, y }) => {
    const known = y.filter((value): value is number => typeof value === 'number');
    return known.length === 0
      ? `${label}: no values`
      : `${label}: from ${shortNumber(known[0]!)} to ${shortNumber(known.at(-1)!)}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}

function saveTable(
  title: string,
  lines: Chart['lines'],
  xs: readonly number[],
  columns: readonly (readonly (number | null | undefined)[])[],
): void {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = xs.map((x, place) => [x, ...columns.map((column) => column[place] ?? '')].join(','));
  const heading = ['x', ...lines.map(({ label }) => quoted(label))].join(',');
  download(`${title}.csv`, new Blob([[heading, ...rows, ''].join('\n')], { type: 'text/csv' }));
}

function savePicture(title: string, container: HTMLElement): void {
  container.querySelector('canvas')?.toBlob((blob) => blob && download(`${title}.png`, blob));
}
