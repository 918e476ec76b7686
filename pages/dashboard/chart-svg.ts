import { shortNumber } from './numbers.ts';
import type { Chart } from './series.ts';
import { s } from './svg.ts';

const width = 640;
const height = 320;
const margin = { left: 64, right: 12, top: 30, bottom: 30 };
const lineHeight = 16;
/** Marks on an axis, about. */
const marks = 5;

/** A chart as a picture to keep: title, axes with a grid, lines, and which is which. */
export function chartPicture({ title, lines }: Chart, over: string, logarithmic: boolean): SVGElement {
  const place = logarithmic ? Math.log10 : (value: number) => value;
  const points = lines.map(({ x, y }) =>
    x.flatMap((value, index) => {
      const height = y[index];
      return typeof height === 'number' && Number.isFinite(place(height))
        ? [[value, place(height)] as const]
        : [];
    }),
  );
  const all = points.flat();
  const xs = scale(
    all.map(([x]) => x),
    margin.left,
    width - margin.right,
  );
  const ys = scale(
    all.map(([, y]) => y),
    height - margin.bottom,
    margin.top,
  );
  const styles = getComputedStyle(document.body);
  const [text, grid] = ['--text', '--line'].map((name) => styles.getPropertyValue(name).trim());
  const total = height + lines.length * lineHeight + 14;
  return s(
    'svg',
    {
      viewBox: `0 0 ${width} ${total}`,
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
      fill: text!,
    },
    s('text', { x: margin.left, y: 18, 'font-weight': 600 }, title),
    ...ys.marks.flatMap((mark) => [
      s('path', { d: `M${margin.left} ${ys.at(mark)}H${width - margin.right}`, stroke: grid! }),
      s(
        'text',
        { x: margin.left - 6, y: ys.at(mark) + 4, 'text-anchor': 'end' },
        shortNumber(logarithmic ? 10 ** mark : mark),
      ),
    ]),
    ...xs.marks.map((mark) =>
      s(
        'text',
        { x: xs.at(mark), y: height - margin.bottom + 15, 'text-anchor': 'middle' },
        shortNumber(mark),
      ),
    ),
    s('text', { x: width - margin.right, y: height + 2, 'text-anchor': 'end' }, over),
    ...lines.flatMap(({ label, colour, dashed }, index) => [
      s('path', {
        d: points[index]!.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${xs.at(x)} ${ys.at(y)}`).join(''),
        fill: 'none',
        stroke: colour,
        'stroke-width': 1.5,
        ...(dashed ? { 'stroke-dasharray': '6 4' } : {}),
      }),
      s('path', {
        d: `M${margin.left} ${height + index * lineHeight + 14}h24`,
        stroke: colour,
        'stroke-width': 2,
        ...(dashed ? { 'stroke-dasharray': '6 4' } : {}),
      }),
      s('text', { x: margin.left + 32, y: height + index * lineHeight + 18 }, label),
    ]),
  );
}

/** Where values lie between two places, and round values to mark. */
function scale(values: readonly number[], from: number, to: number) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const [low, high] = least < greatest ? [least, greatest] : [(values[0] ?? 0) - 0.5, (values[0] ?? 0) + 0.5];
  const rough = (high - low) / marks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  const first = Math.ceil(low / step) * step;
  return {
    at: (value: number): number => Number((from + ((value - low) / (high - low)) * (to - from)).toFixed(2)),
    marks: Array.from(
      { length: Math.floor((high - first) / step + 1e-9) + 1 },
      (_, index) => first + index * step,
    ),
  };
}
