import type { Logs } from '../runtime/callbacks/callback.ts';

const bars = '▁▂▃▄▅▆▇█';
const widest = 40;

/** The values of epochs as small curves, a line each: training and validation of a value share their scale. */
export class CurveLines {
  readonly #values = new Map<string, number[]>();

  add(logs: Logs): void {
    for (const [name, value] of Object.entries(logs)) {
      if (typeof value !== 'number') continue;
      const known = this.#values.get(name) ?? [];
      this.#values.set(name, known);
      known.push(value);
    }
  }

  /** @param width how many columns there are */
  lines(width: number): readonly string[] {
    const names = [...this.#values.keys()];
    const longest = Math.max(0, ...names.map((name) => name.length));
    const room = Math.max(1, Math.min(widest, width - longest - 16));
    return names.map((name) => {
      const plain = name.replace(/^val_/, '');
      const both = [plain, `val_${plain}`]
        .flatMap((each) => this.#values.get(each) ?? [])
        .filter(Number.isFinite);
      const values = this.#values.get(name)!;
      const curve = thinned(values, room)
        .map((value) => bar(value, Math.min(...both), Math.max(...both)))
        .join('');
      return `${name.padEnd(longest)} ${curve} ${shortNumber(values.at(-1)!)}`;
    });
  }
}

/** A bar from the least value, the lowest, to the greatest; a point for what is no number. */
function bar(value: number, least: number, greatest: number): string {
  if (!Number.isFinite(value)) return '·';
  const share = greatest > least ? (value - least) / (greatest - least) : 0;
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))]!;
}

/** At most so many values, each the mean of its neighbours. */
function thinned(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, place) => {
    const part = values.slice(
      Math.floor((place * values.length) / most),
      Math.floor(((place + 1) * values.length) / most),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
