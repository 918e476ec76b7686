/**
 * What is being written at a cursor, read from the words and signs before it. The text is broken where somebody
 * types, so nothing here needs a tree.
 */
export type Cursor =
  | { readonly kind: 'none' }
  /** A declaration at the top of a file. */
  | { readonly kind: 'top' }
  | { readonly kind: 'member'; readonly owner: BodyOwner }
  /** Behind `->`, or at the beginning of a `shared`. */
  | { readonly kind: 'stage'; readonly sharedStart: boolean }
  /** A tensor of a member; `beside` are the names that stand with it in a list or operation. */
  | { readonly kind: 'tensor'; readonly beside: readonly string[]; readonly member: string }
  /** The beginning of an argument; `positional` of those before it have no name. */
  | { readonly kind: 'argument'; readonly callee: string; readonly given: readonly string[]; readonly position: number; readonly positional: number; readonly named: boolean }
  /** Behind `name:` in a call, or inside a list there. */
  | { readonly kind: 'value'; readonly callee: string; readonly name: string }
  /** Behind a tensor or layer: an arrow may follow. */
  | { readonly kind: 'behind' }
  | { readonly kind: 'setting'; readonly owner: SettingOwner; readonly given: readonly string[] }
  | { readonly kind: 'settingValue'; readonly owner: SettingOwner; readonly name: string; readonly member: string }
  | { readonly kind: 'dtype' }
  | { readonly kind: 'parameterType' }
  | { readonly kind: 'dimension' }
  | { readonly kind: 'base' }
  | { readonly kind: 'importName'; readonly given: readonly string[]; readonly from: string | undefined }
  | { readonly kind: 'importPath'; readonly written: string }
  | { readonly kind: 'column'; readonly written: string }
  | { readonly kind: 'constant' }; // prettier-ignore

export type SettingOwner =
  'input' | 'head' | 'shared' | 'train' | 'data' | 'objective' | 'weight' | 'return' | 'step';

/** What a body belongs to. */
export type BodyOwner = 'model' | 'block' | 'layer' | 'component';

/** The entries of `data` that name columns. */
const columnEntries = new Set(['columns', 'weights', 'days', 'date_parts']);

const settingOwners: readonly string[] = ['input', 'head', 'shared', 'objective', 'weight', 'return'];

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line begins before it. */
  readonly firstInLine: boolean;
}

interface Frame {
  readonly opener: '{' | '(' | '[' | '';
  readonly kind: 'file' | 'body' | 'imports' | 'settings' | 'stages' | 'pattern' | 'record' | 'call' | 'parameters' | 'group' | 'list' | 'dims'; // prettier-ignore
  /** The callee of a call, the keyword of a body, the member of settings. */
  readonly of: string;
  /** Where its first token stands among the tokens. */
  readonly first: number;
  /** The index of the token that began the declaration or entry being written in it. */
  statement: number;
  /** A `repeat`, `for`, `if` or header waits for its brace. */
  pending: 'stages' | 'body' | undefined;
}

const componentWords = ['activation', 'loss', 'metric', 'regularizer', 'constraint', 'schedule'];
const bodyWords = new Set(['block', 'model', 'layer', ...componentWords]);
const topWords = new Set(['import', 'const', ...bodyWords]);
const memberWords = new Set([
  'override',
  'input',
  'branch',
  'shared',
  'head',
  'return',
  'train',
  'data',
  'weight',
  'update',
  'objective',
  'expect',
]);

const pattern =
  /\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n\r])*"?|->|\*\*|[=!<>]=|[\p{L}_][\p{L}\p{N}\p{M}_]*|\d[\d_.eE]*|[^\s]/gu;

/** The context at an offset of a text. */
export function cursorAt(text: string, offset: number): Cursor {
  const word = /[\p{L}\p{N}\p{M}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))![0];
  const at = offset - word.length;
  const from = declarationStart(text, at);
  const tokens: Token[] = [];
  let last = from;
  for (const [begin, stop] of telling(text, from, at)) {
    for (const match of text.slice(begin, stop).matchAll(pattern)) {
      const start = begin + match.index;
      const end = start + match[0].length;
      if (match[0].startsWith('//') || match[0].startsWith('/*')) {
        const isOpen = match[0].startsWith('//') ? end === at : end === at && !match[0].endsWith('*/');
        if (isOpen) return { kind: 'none' };
        continue;
      }
      const firstInLine = tokens.length === 0 || /[\n\r]/.test(text.slice(last, start));
      tokens.push({ text: match[0], start, end, firstInLine });
      last = end;
    }
  }
  const lineBreak = /[\n\r]/.test(text.slice(last, at));
  return new CursorReading(text, tokens, at, offset, lineBreak).read();
}

/** A line that begins a member of a model or block. */
const memberLine =
  /^[ \t]*(?:override[ \t]+)?(?:(?:input|branch|shared|head|return|weight|update|objective|expect)[ \t]+[\p{L}_]|branch[ \t]*[{[]|return[ \t]*[{[(]|(?:train|data)[ \t]*\{)/u;

/** The line that opens a body. */
const headerLine = /^(?:block|model|layer)\b[^\n\r]*\{[ \t]*$/;

/**
 * What has to be read of a declaration to know what is written at its end: all of it, or its first line and the
 * member that is being written, where members are easily told apart.
 */
function telling(text: string, from: number, at: number): readonly (readonly [start: number, end: number])[] {
  const whole = [[from, at]] as const;
  const headerEnd = text.indexOf('\n', from);
  if (headerEnd < 0 || headerEnd >= at || !headerLine.test(text.slice(from, headerEnd).trimEnd()))
    return whole;
  for (let lineEnd = at; lineEnd > headerEnd;) {
    const lineStart = text.lastIndexOf('\n', lineEnd - 1) + 1;
    if (lineStart <= headerEnd) return whole;
    if (memberLine.test(text.slice(lineStart, lineEnd))) {
      const hidden = text.slice(headerEnd, lineStart);
      // What looks like a member may be part of a comment.
      return hidden.includes('/*')
        ? whole
        : [
            [from, headerEnd],
            [lineStart, at],
          ];
    }
    lineEnd = lineStart - 1;
  }
  return whole;
}

const declarationLine = new RegExp(
  `^(?:(?:import|const|block|model|layer)\\b|(?:${componentWords.join('|')})[ \\t]+[\\p{L}_])`,
  'gmu',
);

/** Where the top-level declaration around an offset begins: at the last line that begins with its word. */
function declarationStart(text: string, offset: number): number {
  let start = 0;
  for (const match of text.slice(0, offset).matchAll(declarationLine)) start = match.index;
  return start;
}

class CursorReading {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #at: number;
  readonly #offset: number;
  /** Whether the cursor's word begins a line. */
  readonly #firstInLine: boolean;
  readonly #frames: Frame[] = [];

  constructor(text: string, tokens: readonly Token[], at: number, offset: number, firstInLine: boolean) {
    this.#text = text;
    this.#tokens = tokens;
    this.#at = at;
    this.#offset = offset;
    this.#firstInLine = firstInLine || tokens.length === 0;
  }

  read(): Cursor {
    const last = this.#tokens.at(-1);
    if (last?.text.startsWith('"') && (last.text.length === 1 || !last.text.endsWith('"')))
      return this.#inString(last);
    this.#open('', 'file', '', 0);
    for (const index of this.#tokens.keys()) this.#step(index);
    return this.#here();
  }

  get #top(): Frame {
    return this.#frames.at(-1)!;
  }

  #textAt(index: number): string {
    return this.#tokens[index]?.text ?? '';
  }

  #open(opener: Frame['opener'], kind: Frame['kind'], of: string, first: number): void {
    this.#frames.push({ opener, kind, of, first, statement: first, pending: undefined });
  }

  #step(index: number): void {
    const { text, firstInLine } = this.#tokens[index]!;
    const frame = this.#top;
    const previous = this.#textAt(index - 1);
    if (frame.kind === 'file' && firstInLine && topWords.has(text)) frame.statement = index;
    if (this.#recoversAt(index)) return;
    if (
      frame.kind === 'body' &&
      (firstInLine || previous === '{') &&
      memberWords.has(text) &&
      previous !== '->'
    )
      frame.statement = index;
    if (
      (frame.kind === 'settings' || frame.kind === 'record') &&
      (firstInLine || previous === ',' || previous === '{')
    )
      frame.statement = index;
    if (text === ',' && (frame.kind === 'call' || frame.kind === 'parameters' || frame.kind === 'list'))
      frame.statement = index + 1;
    if (
      (text === 'repeat' || text === 'for' || text === 'if') &&
      (previous === '->' || previous === '{' || previous === 'else')
    )
      frame.pending = 'stages';
    if (text === 'else' && previous === '}') frame.pending = 'stages';
    if (bodyWords.has(text) && frame.kind === 'file' && frame.statement === index) frame.pending = 'body';
    if (text === '=' && frame.kind === 'file' && frame.pending === 'body') frame.pending = undefined;
    if (text === '(') this.#openParenthesis(index);
    else if (text === '[') this.#openBracket(index);
    else if (text === '{') this.#openBrace(index);
    else if (text === ')' || text === ']' || text === '}') this.#close(text);
  }

  /** A member that begins a line inside open brackets: they were forgotten. */
  #recoversAt(index: number): boolean {
    const { text, firstInLine } = this.#tokens[index]!;
    if (!firstInLine || !memberWords.has(text) || this.#textAt(index + 1) === ':') return false;
    const kind = this.#top.kind;
    if (kind === 'body' || kind === 'file' || kind === 'settings' || kind === 'record') return false;
    if (kind === 'stages' || !this.#frames.some((frame) => frame.kind === 'body')) return false;
    while (this.#top.kind !== 'body') this.#frames.pop();
    this.#top.statement = index;
    this.#top.pending = undefined;
    return true;
  }

  #openParenthesis(index: number): void {
    const previous = this.#textAt(index - 1);
    if (this.#top.pending === 'body') this.#open('(', 'parameters', '', index + 1);
    else if (/^[\p{L}_]/u.test(previous)) this.#open('(', 'call', previous, index + 1);
    else this.#open('(', 'group', '', index + 1);
  }

  #openBracket(index: number): void {
    const before = this.#textAt(index - 2);
    const isType = before === ':' && /^[\p{L}_]/u.test(this.#textAt(index - 1));
    if (isType && this.#top.kind === 'body') this.#open('[', 'dims', '', index + 1);
    else if (this.#textAt(index - 1) === 'branch') this.#open('[', 'pattern', '', index + 1);
    else this.#open('[', 'list', '', index + 1);
  }

  #openBrace(index: number): void {
    const frame = this.#top;
    const keyword = this.#textAt(frame.statement);
    const previous = this.#textAt(index - 1);
    if (frame.pending !== undefined) {
      const { pending } = frame;
      frame.pending = undefined;
      this.#open('{', pending, pending === 'body' ? keyword : '', index + 1);
    } else if (frame.kind === 'file') this.#open('{', 'imports', '', index + 1);
    else if (previous === 'branch') this.#open('{', 'pattern', '', index + 1);
    else if (frame.kind === 'body' && (keyword === 'train' || keyword === 'data'))
      this.#open('{', 'settings', keyword, index + 1);
    else if (frame.kind === 'settings' && keyword === 'step') this.#open('{', 'settings', 'step', index + 1);
    else if (
      frame.kind === 'body' &&
      settingOwners.includes(keyword) &&
      previous !== 'return' &&
      /[\p{L}\p{N}_)\]}"]$/u.test(previous)
    )
      this.#open('{', 'settings', keyword, index + 1);
    else this.#open('{', 'record', '', index + 1);
  }

  #close(closer: string): void {
    const opener = closer === ')' ? '(' : closer === ']' ? '[' : '{';
    const found = this.#frames.findLastIndex((frame) => frame.opener === opener);
    if (found > 0) this.#frames.length = found;
  }

  #here(): Cursor {
    const frame = this.#top;
    const previous = this.#textAt(this.#tokens.length - 1);
    switch (frame.kind) {
      case 'file':
        return this.#inFile(frame, previous);
      case 'imports':
        return { kind: 'importName', given: this.#names(frame), from: this.#pathBehind() };
      case 'parameters':
        if (previous === ':') return { kind: 'parameterType' };
        return previous === '=' ? { kind: 'constant' } : { kind: 'none' };
      case 'body':
        return this.#inBody(frame, previous);
      case 'settings':
        return this.#inSettings(frame, previous);
      case 'stages':
        if (previous === '->' || this.#tokens.length === frame.first)
          return { kind: 'stage', sharedStart: false };
        return frame.pending ? { kind: 'constant' } : { kind: 'none' };
      case 'dims':
        return { kind: 'dimension' };
      case 'pattern':
        return { kind: 'none' };
      case 'call':
        return this.#inCall(frame, previous);
      case 'record':
      case 'list':
      case 'group':
        return this.#inExpression(frame, previous);
    }
  }

  #inFile(frame: Frame, previous: string): Cursor {
    const keyword = this.#textAt(frame.statement);
    if (this.#tokens.length === 0 || (this.#firstInLine && !continues(previous))) return { kind: 'top' };
    if (previous === 'extends') return { kind: 'base' };
    if (previous !== '=' && !isOperator(previous)) return { kind: 'none' };
    if (keyword === 'const') return { kind: 'constant' };
    return componentWords.includes(keyword) ? this.#tensor(frame) : { kind: 'none' };
  }

  #inBody(frame: Frame, previous: string): Cursor {
    const { of } = frame;
    const isKnown = of === 'block' || of === 'layer' || of === 'model';
    const owner: BodyOwner = isKnown ? of : 'component';
    const isStart = this.#tokens.length === frame.first || previous === 'override';
    if (isStart || (this.#firstInLine && !continues(previous))) return { kind: 'member', owner };
    const keyword = this.#textAt(frame.statement);
    if (frame.pending === 'stages') return { kind: 'constant' };
    if (previous === '->') return { kind: 'stage', sharedStart: false };
    if (previous === ':') return { kind: 'dtype' };
    if (keyword === 'shared' && previous === '=') return { kind: 'stage', sharedStart: true };
    if (previous === '=' || previous === 'return' || isOperator(previous)) return this.#tensor(frame);
    return this.#isBehindValue(frame, keyword, previous) ? { kind: 'behind' } : { kind: 'none' };
  }

  /** Behind what a declaration makes, with a space before the cursor: `head y = x ┆`, `return x -> Dense(3) ┆`. */
  #isBehindValue(frame: Frame, keyword: string, previous: string): boolean {
    if (!/[\p{L}\p{N}_)\]]$/u.test(previous) || this.#text[this.#at - 1] !== ' ') return false;
    if (keyword === 'return') return this.#tokens.length > frame.statement + 1;
    const hasValue = this.#tokens.slice(frame.statement).some(({ text }) => text === '=');
    return hasValue && ['branch', 'head', 'shared', 'objective', 'update'].includes(keyword);
  }

  #inSettings(frame: Frame, previous: string): Cursor {
    const owner = frame.of as SettingOwner;
    const name = this.#textAt(frame.statement);
    const isStart = this.#tokens.length === frame.first || previous === ',';
    if (isStart || (this.#firstInLine && previous !== ':')) {
      return { kind: 'setting', owner, given: [...this.#names(frame), ...this.#namesBehind('}')] };
    }
    return previous === ':' ? this.#settingValue(owner, name) : { kind: 'none' };
  }

  #settingValue(owner: SettingOwner, name: string): Cursor {
    const body = this.#frames.findLast(({ kind }) => kind === 'body');
    const member = body ? this.#textAt(body.statement + 1) : '';
    return { kind: 'settingValue', owner, name, member };
  }

  #inCall(frame: Frame, previous: string): Cursor {
    const callee = frame.of;
    const isStart = this.#tokens.length === frame.first || previous === ',';
    if (isStart) {
      const position = this.#tokens
        .slice(frame.first)
        .reduce(
          (count, token, index) => count + (token.text === ',' && this.#isDirect(frame, index) ? 1 : 0),
          0,
        );
      const named = this.#names(frame);
      const given = [...named, ...this.#namesBehind(')')];
      const positional = position - named.length;
      return { kind: 'argument', callee, given, position, positional, named: named.length > 0 };
    }
    const name = this.#textAt(frame.statement);
    if (previous === ':') return { kind: 'value', callee, name };
    return isOperator(previous) ? { kind: 'constant' } : { kind: 'none' };
  }

  /** In a list, record or parentheses: a part of what is around them. */
  #inExpression(frame: Frame, previous: string): Cursor {
    if (previous === '->') return { kind: 'stage', sharedStart: false };
    const isStart =
      this.#tokens.length === frame.first || previous === ',' || previous === ':' || isOperator(previous);
    if (!isStart) return { kind: 'none' };
    for (let index = this.#frames.length - 2; index >= 0; index--) {
      const outer = this.#frames[index]!;
      const name = this.#textAt(outer.statement);
      if (outer.kind === 'settings') return this.#settingValue(outer.of as SettingOwner, name);
      if (outer.kind === 'call') {
        const isNamed = this.#textAt(outer.statement + 1) === ':';
        return isNamed ? { kind: 'value', callee: outer.of, name } : { kind: 'constant' };
      }
      if (outer.kind === 'body') return outer.pending ? { kind: 'constant' } : this.#tensor(frame);
      if (outer.kind === 'file') return { kind: 'constant' };
    }
    return { kind: 'none' };
  }

  #tensor(frame: Frame): Cursor {
    const from = frame.kind === 'body' ? frame.statement + 2 : frame.first;
    const beside = this.#tokens
      .slice(from)
      .map(({ text }) => text)
      .filter((text) => /^[\p{L}_]/u.test(text));
    const body = this.#frames.findLast(({ kind }) => kind === 'body');
    return { kind: 'tensor', beside, member: body ? this.#textAt(body.statement + 1) : '' };
  }

  /** Whether a token behind the frame's first one lies in no further bracket. */
  #isDirect(frame: Frame, index: number): boolean {
    let depth = 0;
    for (let at = frame.first; at < frame.first + index; at++) {
      if ('([{'.includes(this.#textAt(at))) depth++;
      else if (')]}'.includes(this.#textAt(at))) depth--;
    }
    return depth === 0;
  }

  /** The names with `:` behind them directly in a frame, or all names of an import. */
  #names(frame: Frame): readonly string[] {
    const names: string[] = [];
    for (let at = frame.first; at < this.#tokens.length; at++) {
      const text = this.#textAt(at);
      if (!/^[\p{L}_]/u.test(text) || !this.#isDirect(frame, at - frame.first)) continue;
      if (frame.kind === 'imports' || this.#textAt(at + 1) === ':') names.push(text);
    }
    return names;
  }

  /** The names with `:` behind the cursor, up to the bracket that ends the frame. */
  #namesBehind(closer: string): readonly string[] {
    const names: string[] = [];
    let depth = 0;
    let before = '';
    for (const [text] of this.#text.slice(this.#offset, this.#offset + 2000).matchAll(pattern)) {
      if ('([{'.includes(text)) depth++;
      else if (')]}'.includes(text) && depth-- === 0) return text === closer ? names : [];
      if (text === ':' && depth === 0 && /^[\p{L}_]/u.test(before)) names.push(before);
      before = text;
    }
    return [];
  }

  #inString(token: Token): Cursor {
    const written = this.#text.slice(token.start + 1, this.#offset);
    if (this.#tokens.at(-2)?.text === 'from') return { kind: 'importPath', written };
    return this.#isOfColumn() ? { kind: 'column', written } : { kind: 'none' };
  }

  /** Whether the last token stands where `data` names columns. */
  #isOfColumn(): boolean {
    this.#open('', 'file', '', 0);
    for (let index = 0; index < this.#tokens.length - 1; index++) this.#step(index);
    const settings = this.#frames.findLast(({ kind }) => kind === 'settings');
    return settings?.of === 'data' && columnEntries.has(this.#textAt(settings.statement));
  }

  #pathBehind(): string | undefined {
    const behind = this.#text.slice(this.#at, this.#at + 500);
    return /^[^"\n\r]*\}\s*from\s*"([^"\n\r]*)"/.exec(behind)?.[1];
  }
}

function isOperator(text: string): boolean {
  return /^(?:[-+*/%<>]|\*\*|[=!<>]=|and|or|not)$/.test(text);
}

/** Whether a line that begins behind this token goes on with what stands there. */
function continues(text: string): boolean {
  return text === '->' || text === '=' || text === ':' || text === ',' || isOperator(text);
}
