import { variable, type Size } from '../../../shapes/size.ts';

/** Names for the sizes that a layer's inputs leave open. */
export class SizeNames {
  private readonly byKey = new Map<string, string>();
  private readonly found: [string, string][] = [];

  /** The size of an axis: a number where it is the same in every use. */
  sizeAt(input: string, axis: number, rank: number, seen: readonly Size[]): Size {
    const [first] = seen;
    if (typeof first === 'number' && seen.every((size) => size === first)) return first;
    const key = seen.map((size) => (typeof size === 'number' ? String(size) : size.key)).join(' ');
    let name = this.byKey.get(key);
    if (name === undefined) {
      const base =
        rank === 2 && axis === 0 ? 'steps' : rank === 3 ? (['height', 'width'][axis] ?? 'size') : 'size';
      name = base;
      for (let count = 2; this.found.some(([taken]) => taken === name); count++) name = `${base}${count}`;
      this.byKey.set(key, name);
      this.found.push([name, `${input}.shape[${axis + 1}] as number`]);
    }
    return variable(name);
  }

  batchFrom(input: string): void {
    this.found.unshift(['batch', `${input}.shape[0]`]);
  }

  names(): readonly string[] {
    return this.found.map(([name]) => name);
  }

  statements(): readonly (readonly [string, string])[] {
    return this.found;
  }
}
