import { sizesEqual, variable, type Size } from '../../../shapes/size.ts';
import { variablesOf } from '../../../shapes/open-sizes.ts';
import { batchSize, wholeType, type TensorType } from '../../../shapes/types.ts';

/** The variable that holds the number of samples. */
const batch = variable('batch');

/** Names for the sizes that a layer's inputs leave open. */
export class SizeNames {
  private readonly byKey = new Map<string, string>();
  private readonly found: [string, string][] = [];
  private readonly variables = new Map<string, Size>();

  /**
   * The whole shape of an input, batch axis included: axes have numbers where they are the same in every use.
   * @param seen its types in all uses
   */
  shapeOf(input: string, seen: readonly TensorType[]): readonly Size[] {
    const shapes = seen.map((type) => wholeType(type).shape);
    return shapes[0]!.map((_, axis) =>
      this.sizeAt(
        input,
        axis,
        shapes[0]!.length - 1,
        shapes.map((shape) => shape[axis]!),
      ),
    );
  }

  private sizeAt(input: string, axis: number, rank: number, seen: readonly Size[]): Size {
    const [first] = seen;
    if (typeof first === 'number' && seen.every((size) => size === first)) return first;
    const isBatch = seen.every((size) => sizesEqual(size, batchSize));
    const key = seen.map((size) => (typeof size === 'number' ? String(size) : size.key)).join(' ');
    const place = `${input}.shape[${axis}]`;
    let name = this.byKey.get(key);
    if (name === undefined) {
      name = isBatch ? 'batch' : this.freeName(rank, axis);
      this.byKey.set(key, name);
      if (isBatch) this.found.unshift([name, place]);
      else this.found.push([name, `${place} as number`]);
      const [only, ...others] = [...variablesOf(first!)];
      const isVariable = only !== undefined && others.length === 0 && sizesEqual(first!, variable(only));
      if (isVariable && seen.every((size) => sizesEqual(size, first!)))
        this.variables.set(only, variable(name));
    }
    return isBatch ? batch : variable(name);
  }

  private freeName(rank: number, axis: number): string {
    const base =
      rank === 2 && axis === 1 ? 'steps' : rank === 3 ? (['height', 'width'][axis - 1] ?? 'size') : 'size';
    let name = base;
    for (let count = 2; this.found.some(([taken]) => taken === name); count++) name = `${base}${count}`;
    return name;
  }

  /** Takes the number of samples from an input whose first axis is not theirs alone. */
  batchFrom(input: string): void {
    const known = this.found.findIndex(([name]) => name === 'batch');
    if (known >= 0) this.found.splice(known, 1);
    this.found.unshift(['batch', `${input}.shape[0]`]);
  }

  /** What the size variables of the model are called here. */
  bindings(): ReadonlyMap<string, Size> {
    return this.variables;
  }

  names(): readonly string[] {
    return this.found.map(([name]) => name);
  }

  statements(): readonly (readonly [string, string])[] {
    return this.found;
  }
}
