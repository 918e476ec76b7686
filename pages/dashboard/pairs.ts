import { download, h } from './dom.ts';
import { s, svgBlob } from './svg.ts';

const size = 320;
const margin = 44;

/** Predictions over targets: on the line they are equal. */
export function drawPairs(
  head: string,
  pairs: readonly (readonly [target: number, prediction: number])[],
  colour: string,
): HTMLElement {
  const all = pairs.flat();
  const least = Math.min(...all);
  const range = Math.max(...all) - least || 1;
  const inner = size - 2 * margin;
  const right = (value: number): string => (margin + ((value - least) / range) * inner).toFixed(1);
  const up = (value: number): string => (size - margin - ((value - least) / range) * inner).toFixed(1);
  const [low, high] = [least, least + range].map((value) => String(Number(value.toPrecision(3))));
  const title = `Predictions of ${head} over targets`;
  const picture = s(
    'svg',
    {
      viewBox: `0 0 ${size} ${size}`,
      class: 'pairs',
      role: 'img',
      'aria-label': `${title}: ${pairs.length} samples, from ${low} to ${high}.`,
    },
    s('path', {
      class: 'equal',
      d: `M${right(least)} ${up(least)}L${right(least + range)} ${up(least + range)}`,
    }),
    ...pairs.map(([target, prediction]) =>
      s('circle', { cx: right(target), cy: up(prediction), r: 2.5, fill: colour, 'fill-opacity': 0.6 }),
    ),
    s('text', { x: margin, y: size - 24 }, low!),
    s('text', { x: size - margin, y: size - 24, 'text-anchor': 'end' }, high!),
    s('text', { x: size / 2, y: size - 8, 'text-anchor': 'middle' }, 'target'),
    s('text', { x: margin - 6, y: size - margin, 'text-anchor': 'end' }, low!),
    s('text', { x: margin - 6, y: margin + 10, 'text-anchor': 'end' }, high!),
    s('text', { x: margin, y: margin - 12 }, 'prediction'),
  );
  return h(
    'figure',
    { class: 'chart scatter' },
    h(
      'figcaption',
      {},
      h('h2', {}, title),
      h('button', { type: 'button', onclick: () => download(`${head}-pairs.svg`, svgBlob(picture)) }, 'SVG'),
    ),
    picture,
  );
}
