import { classKey, mergeClasses, type PythonClass } from './merge-classes.ts';

/** The classes of a file while they are written, each after those that it makes. */
export class FileClasses {
  private readonly claim: (wanted: string) => string;
  /** The names of those that are there already, by what they do. */
  private readonly known = new Map<string, string>();
  private readonly classes: PythonClass[] = [];

  /** @param claim gives a name at the top of the file */
  constructor(claim: (wanted: string) => string) {
    this.claim = claim;
  }

  /** The class that does this: one that is there already, or a new one. */
  nameOf(wanted: string, parts: Pick<PythonClass, 'made' | 'methods'>): string {
    const made = { wanted, doc: [], ...parts };
    const key = classKey(made);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = this.claim(wanted);
    this.known.set(key, name);
    this.add({ name, ...made });
    return name;
  }

  add(made: PythonClass): void {
    this.classes.push(made);
  }

  /** The text of each class, of which those that differ in numbers alone are one. */
  texts(): readonly string[] {
    return mergeClasses(this.classes);
  }
}
