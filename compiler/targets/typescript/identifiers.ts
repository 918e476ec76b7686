import { camelCase, lowerFirst } from '../tfjs/names.ts';

/** Words that name no variable or function in a strict module, and globals that generated code uses. */
const reserved = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default ' +
    'delete do else enum eval export extends false finally for from function get if implements import in instanceof ' +
    'interface is keyof let module namespace never new null number object of package private protected public ' +
    'readonly return set static string super switch symbol this throw true try type typeof undefined unique unknown ' +
    'var void while with yield Array Infinity Map Math NaN Object Promise Record Set tf'
  ).split(' '),
);

/** True for a word that cannot name anything in generated code. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** Names of one scope: every name that is given out is free and legal, and none hides another that came before. */
export class Scope {
  private readonly taken: Set<string>;
  /** Names of scopes within, which later ones of this scope must not be: they would be hidden there. */
  private readonly inner = new Set<string>();
  private readonly outer: Scope | undefined;

  constructor(outer?: Scope, taken: Iterable<string> = []) {
    this.outer = outer;
    this.taken = new Set(taken);
  }

  /** The name, or the name with a number where it is taken; a reserved word gets an underscore. */
  claim(wanted: string): string {
    const base = isReserved(wanted) ? `${wanted}_` : wanted;
    let name = base;
    for (let count = 2; this.has(name) || this.inner.has(name); count++) {
      name = `${base}${/\d$/.test(base) ? '_' : ''}${count}`;
    }
    this.taken.add(name);
    for (let scope = this.outer; scope; scope = scope.outer) scope.inner.add(name);
    return name;
  }

  has(name: string): boolean {
    return this.taken.has(name) || (this.outer?.has(name) ?? false);
  }
}

/** A name of the language as a variable: `encoded_text` is `encodedText`. */
export function variableName(name: string): string {
  return lowerFirst(camelWord(name));
}

/** A model's or block's name as the end of a function's: `Text_QA` is `TextQA`. */
export function typeName(name: string): string {
  const camel = camelWord(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** Without underscores but where they stand before a digit at the start: `_1` is a name, `1` is none. */
function camelWord(name: string): string {
  const camel = camelCase(name.replace(/^_+(?=\p{L})/u, ''));
  return /^\p{N}/u.test(camel) ? `_${camel}` : camel;
}
