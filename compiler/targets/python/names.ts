import type { Variable } from '../program/program.ts';

const keywords =
  'False None True and as assert async await break class continue def del elif else except finally for from global ' +
  'if import in is lambda nonlocal not or pass raise return try while with yield match case type';

/** Words that no argument may be called; `match`, `case` and `type` may. */
const softKeywords = ['match', 'case', 'type'];

/** What constructors read beside their arguments. */
const readNames = ['kwargs', 'keras', 'layers', 'ops', 'list', 'super', 'ValueError'];

/** Whether an argument of a generated class may have a name; others come by `**kwargs`. */
export function isParameterName(name: string): boolean {
  const isKeyword = keywords.split(' ').includes(name) && !softKeywords.includes(name);
  return !isKeyword && !readNames.includes(name) && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
}

const builtins =
  'abs dict enumerate float int len list max min open print range set str super tuple zip self';

const reserved = new Set(`${keywords} ${builtins}`.split(' '));

/** Names of one scope of a Python program: each is free and legal, and hides none of the scopes around. */
export class PythonScope {
  private readonly taken: Set<string>;
  private readonly given = new Map<Variable, string>();
  private readonly outer: PythonScope | undefined;

  constructor(outer?: PythonScope, taken: Iterable<string> = []) {
    this.outer = outer;
    this.taken = new Set(taken);
  }

  /**
   * The name as it is wanted, with a number where it is taken, with an underscore where Python has it.
   * @param joint what stands before the number
   */
  claim(wanted: string, joint = '_'): string {
    const word = /^\p{N}/u.test(wanted) ? `_${wanted}` : wanted.replace(/[^\p{L}\p{N}_]/gu, '_');
    const base = reserved.has(word) ? `${word}_` : word;
    let name = base;
    for (let count = 2; this.has(name); count++) name = `${base}${joint}${count}`;
    this.taken.add(name);
    return name;
  }

  /** The name of a variable: claimed where it is read or written first. */
  name(variable: Variable): string {
    const known = this.find(variable);
    if (known !== undefined) return known;
    const name = this.claim(variable.name);
    this.given.set(variable, name);
    return name;
  }

  /** Gives a variable a name that is claimed already. */
  give(variable: Variable, name: string): void {
    this.given.set(variable, name);
  }

  private find(variable: Variable): string | undefined {
    return this.given.get(variable) ?? this.outer?.find(variable);
  }

  private has(name: string): boolean {
    return this.taken.has(name) || (this.outer?.has(name) ?? false);
  }
}
