import type { SettingOwner } from '../../compiler/bind/setting-owners.ts';
import {
  continuesLine,
  directWords,
  readOpenText,
  restOfBracket,
  wordsIn,
  type OpenFrame,
  type OpenText,
  type Word,
} from '../../grammar/index.ts';
import type { BodyOwner, Cursor } from './cursor.ts';

/** How far behind the cursor names are looked for that a call or settings have already. */
const farthestBehind = 2000;

/** The entries of `data` that name columns. */
const columnEntries: ReadonlySet<string> = new Set(['columns', 'weights', 'days', 'date_parts']);

/**
 * What is being written at the end of a text.
 * @param before the declaration up to the cursor, or as much of it as tells where the cursor stands
 * @param behind what follows, up to the end of the file
 * @param balanced whether all brackets of the file are in pairs
 */
export function readCursor(before: string, behind: string, balanced: boolean): Cursor {
  const open = readOpenText(before, balanced);
  if (open.inComment) return { kind: 'none' };
  const reading = new CursorReading(open, behind.slice(0, farthestBehind));
  return open.inString ? reading.inString(before) : reading.read(before.charAt(open.wordStart - 1) === ' ');
}

/** Reads the innermost open bracket and the word before the cursor. */
class CursorReading {
  readonly #words: readonly Word[];
  readonly #frames: readonly OpenFrame[];
  readonly #firstInLine: boolean;
  readonly #previous: Word | undefined;
  readonly #behind: string;

  constructor({ words, frames, firstInLine }: OpenText, behind: string) {
    this.#words = words;
    this.#frames = frames;
    this.#firstInLine = firstInLine;
    this.#previous = words.at(-1);
    this.#behind = behind;
  }

  /** @param spaced whether a space stands before the cursor's word */
  read(spaced: boolean): Cursor {
    const frame = this.#frames.at(-1)!;
    switch (frame.kind) {
      case 'file':
        return this.#inFile(frame);
      case 'imports':
        return { kind: 'importName', given: this.#names(frame), from: this.#pathBehind() };
      case 'parameters':
        if (this.#follows(':')) return { kind: 'parameterType' };
        return this.#follows('=') ? { kind: 'constant' } : { kind: 'none' };
      case 'body':
        return this.#inBody(frame, spaced);
      case 'settings':
        return this.#inSettings(frame);
      case 'stages':
        if (this.#follows('->') || this.#isFirstIn(frame)) return { kind: 'stage', sharedStart: false };
        return frame.pending === 'stages' ? { kind: 'constant' } : { kind: 'none' };
      case 'dims':
        return { kind: 'dimension' };
      case 'pattern':
        return { kind: 'none' };
      case 'call':
        return this.#inCall(frame);
      case 'record':
      case 'list':
      case 'group':
        return this.#inExpression(frame);
    }
  }

  /** @param before the text, which ends in the last word */
  inString(before: string): Cursor {
    const string = this.#words.at(-1)!;
    const written = before.slice(string.start + 1);
    if (this.#textAt(this.#words.length - 2) === 'from') return { kind: 'importPath', written };
    const settings = this.#frames.findLast(({ kind }) => kind === 'settings');
    const names = settings?.of === 'data' && columnEntries.has(this.#textAt(settings.statement));
    return names ? { kind: 'column', written } : { kind: 'none' };
  }

  #textAt(index: number): string {
    return this.#words[index]?.text ?? '';
  }

  #follows(text: string): boolean {
    return this.#previous?.text === text;
  }

  #isFirstIn(frame: OpenFrame): boolean {
    return this.#words.length === frame.first;
  }

  get #continues(): boolean {
    return this.#previous !== undefined && continuesLine(this.#previous);
  }

  get #followsOperator(): boolean {
    return this.#previous?.role === 'operator';
  }

  #inFile(frame: OpenFrame): Cursor {
    const keyword = this.#words[frame.statement];
    if (this.#words.length === 0 || (this.#firstInLine && !this.#continues)) return { kind: 'top' };
    if (this.#follows('extends')) return { kind: 'base' };
    if (!this.#follows('=') && !this.#followsOperator) return { kind: 'none' };
    if (keyword?.role !== 'declaration') return { kind: 'none' };
    if (keyword.text === 'const') return { kind: 'constant' };
    const isComponent = !['import', 'model', 'block', 'layer'].includes(keyword.text);
    return isComponent ? this.#tensor(frame) : { kind: 'none' };
  }

  #inBody(frame: OpenFrame, spaced: boolean): Cursor {
    const { of } = frame;
    const isKnown = of === 'block' || of === 'layer' || of === 'model';
    const owner: BodyOwner = isKnown ? of : 'component';
    const isStart = this.#isFirstIn(frame) || this.#follows('override');
    if (isStart || (this.#firstInLine && !this.#continues)) return { kind: 'member', owner };
    const keyword = this.#textAt(frame.statement);
    if (frame.pending === 'stages') return { kind: 'constant' };
    if (frame.pending === 'variable') return { kind: 'none' };
    if (this.#follows('->')) return { kind: 'stage', sharedStart: false };
    if (this.#follows(':')) return { kind: 'dtype' };
    if (keyword === 'shared' && this.#follows('=')) return { kind: 'stage', sharedStart: true };
    if (this.#follows('=') || this.#follows('return') || this.#followsOperator) return this.#tensor(frame);
    return spaced && this.#isBehindValue(frame, keyword) ? { kind: 'behind' } : { kind: 'none' };
  }

  /** Behind what a declaration makes, with a space before the cursor: `head y = x ┆`, `return x -> Dense(3) ┆`. */
  #isBehindValue(frame: OpenFrame, keyword: string): boolean {
    const { role, text } = this.#previous!;
    if (role !== 'name' && role !== 'number' && text !== ')' && text !== ']') return false;
    if (keyword === 'return') return this.#words.length > frame.statement + 1;
    const hasValue = this.#words.slice(frame.statement).some((word) => word.text === '=');
    return hasValue && ['branch', 'head', 'shared', 'objective', 'update'].includes(keyword);
  }

  #inSettings(frame: OpenFrame): Cursor {
    const owner = frame.of as SettingOwner;
    const isStart = this.#isFirstIn(frame) || this.#follows(',');
    if (isStart || (this.#firstInLine && !this.#follows(':'))) {
      return { kind: 'setting', owner, given: [...this.#names(frame), ...this.#namesBehind('}')] };
    }
    return this.#follows(':') ? this.#settingValue(frame) : { kind: 'none' };
  }

  #settingValue({ of, statement }: OpenFrame): Cursor {
    return {
      kind: 'settingValue',
      owner: of as SettingOwner,
      name: this.#textAt(statement),
      member: this.#member,
    };
  }

  /** The name of the member that is being written. */
  get #member(): string {
    const body = this.#frames.findLast(({ kind }) => kind === 'body');
    const name = body && this.#words[body.statement + 1];
    return name?.role === 'name' ? name.text : '';
  }

  #inCall(frame: OpenFrame): Cursor {
    const callee = frame.of;
    if (this.#isFirstIn(frame) || this.#follows(',')) {
      const position = directWords(this.#words, frame.first).filter((at) => this.#textAt(at) === ',').length;
      const named = this.#names(frame);
      const given = [...named, ...this.#namesBehind(')')];
      const positional = position - named.length;
      return { kind: 'argument', callee, given, position, positional, named: named.length > 0 };
    }
    if (this.#follows(':')) return { kind: 'value', callee, name: this.#textAt(frame.statement) };
    return this.#followsOperator ? { kind: 'constant' } : { kind: 'none' };
  }

  /** In a list, record or parentheses: a part of what is around them. */
  #inExpression(frame: OpenFrame): Cursor {
    if (this.#follows('->')) return { kind: 'stage', sharedStart: false };
    const isStart =
      this.#isFirstIn(frame) || this.#follows(',') || this.#follows(':') || this.#followsOperator;
    if (!isStart) return { kind: 'none' };
    for (const outer of this.#frames.slice(0, -1).reverse()) {
      if (outer.kind === 'settings') return this.#settingValue(outer);
      if (outer.kind === 'call') {
        const isNamed = this.#textAt(outer.statement + 1) === ':';
        const name = this.#textAt(outer.statement);
        return isNamed ? { kind: 'value', callee: outer.of, name } : { kind: 'constant' };
      }
      if (outer.kind === 'body') return outer.pending ? { kind: 'constant' } : this.#tensor(frame);
      if (outer.kind === 'file') return { kind: 'constant' };
    }
    return { kind: 'none' };
  }

  #tensor(frame: OpenFrame): Cursor {
    const declares = frame.kind === 'body' || frame.kind === 'file';
    const equals = this.#words.findLastIndex(({ text }) => text === '=');
    const from = declares ? Math.max(frame.statement, equals) + 1 : frame.first;
    // In a record, `age:` names an entry.
    const beside = this.#words
      .slice(from)
      .flatMap(({ role, text }, at, words) => (role === 'name' && words[at + 1]?.text !== ':' ? [text] : []));
    return { kind: 'tensor', beside, member: this.#member };
  }

  /** The names with `:` behind them directly in a frame, or all names of an import. */
  #names(frame: OpenFrame): readonly string[] {
    return directWords(this.#words, frame.first).flatMap((at) => {
      const { role, text } = this.#words[at]!;
      if (role !== 'name' && role !== 'declaration') return [];
      return frame.kind === 'imports' || this.#textAt(at + 1) === ':' ? [text] : [];
    });
  }

  /** The names with `:` behind the cursor, up to the bracket that ends the frame. */
  #namesBehind(closer: string): readonly string[] {
    const rest = restOfBracket(this.#behind);
    if (rest.closer?.text !== closer) return [];
    return directWords(rest.words, 0).flatMap((at) => {
      const { role, text } = rest.words[at]!;
      return role === 'name' && rest.words[at + 1]?.text === ':' ? [text] : [];
    });
  }

  #pathBehind(): string | undefined {
    const words = wordsIn(this.#behind);
    const closing = words.findIndex(({ text }) => text === '}');
    const path = words[closing + 2];
    const isPath = closing >= 0 && words[closing + 1]?.text === 'from' && path?.role === 'string';
    return isPath ? path.text.slice(1, -1) : undefined;
  }
}
