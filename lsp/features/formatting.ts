import {
  LSPErrorCodes,
  ResponseError,
  type FormattingOptions,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import { createSourceFile, formatText, parse, positionAt, type SourceFile } from '../../grammar/index.ts';
import type { Session } from '../session.ts';

/** Brings a document into the canonical form; a text with mistakes is left as it is. */
export async function formatDocument(
  session: Session,
  path: string,
  options: FormattingOptions,
): Promise<readonly TextEdit[] | null> {
  const source = readSource(session, path);
  if (!source || parse(source).problems.length > 0) return null;
  const formatted = await formatText(source.text, {
    tabWidth: options.tabSize,
    useTabs: !options.insertSpaces,
    endOfLine: source.text.includes('\r\n') ? 'crlf' : 'lf',
  });
  if (session.service.read(path) !== source.text)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'The text has changed while it was formatted.');
  return lineEdits(session, source, formatted);
}

/** The edits of formatting that touch a range. */
export async function formatRange(
  session: Session,
  path: string,
  range: Range,
  options: FormattingOptions,
): Promise<readonly TextEdit[] | null> {
  const edits = await formatDocument(session, path, options);
  return edits && edits.filter((edit) => touches(edit.range, range));
}

/** Whether an edit of lines changes one of those that a range covers. */
function touches(edit: Range, { start, end }: Range): boolean {
  if (edit.start.line > end.line) return false;
  const isInsertion = edit.start.line === edit.end.line && edit.start.character === edit.end.character;
  const lastLine = edit.end.character > 0 || isInsertion ? edit.end.line : edit.end.line - 1;
  return lastLine >= start.line;
}

/** Formats the declaration that a typed `}` closes. */
export async function formatOnType(
  session: Session,
  path: string,
  position: Position,
  character: string,
  options: FormattingOptions,
): Promise<readonly TextEdit[] | null> {
  if (character !== '}') return null;
  const view = session.service.view(path);
  if (!view) return null;
  const offset = session.positions.offset(view.source, position);
  const closed = view.file.parted.parts.findLast(({ part, start }) => start + part.text.length === offset);
  if (!closed) return null;
  const range = session.positions.range(view.source, { start: closed.start, end: offset });
  return formatRange(session, path, range, options);
}

function readSource({ service }: Session, path: string): SourceFile | undefined {
  const text = service.read(path);
  return text === undefined ? undefined : createSourceFile(path, text);
}

/**
 * The difference of two texts as edits of whole lines: a cursor stays where its line is untouched. Lines that
 * both have are found by looking a little ahead, which is enough for what a formatter does.
 */
function lineEdits(session: Session, source: SourceFile, formatted: string): readonly TextEdit[] {
  const before = linesOf(source.text);
  const after = linesOf(formatted);
  const edits: TextEdit[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    if (a < before.length && b < after.length && before[a] === after[b]) {
      a++;
      b++;
      continue;
    }
    const [nextA, nextB] = nextEqual(before, after, a, b);
    const start = { line: a, character: 0 };
    const end =
      nextA < before.length
        ? { line: nextA, character: 0 }
        : session.positions.position(source, source.text.length);
    const from = a < before.length ? start : positionAt(source, source.text.length);
    edits.push({ range: { start: from, end }, newText: after.slice(b, nextB).join('') });
    [a, b] = [nextA, nextB];
  }
  return edits;
}

/** Lines with their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
}

const farthest = 60;

/** The nearest pair of equal lines behind two that differ. */
function nextEqual(
  before: readonly string[],
  after: readonly string[],
  a: number,
  b: number,
): readonly [number, number] {
  for (let distance = 1; distance < farthest; distance++) {
    for (let ahead = 0; ahead <= distance; ahead++) {
      const [x, y] = [a + ahead, b + distance - ahead];
      if (x < before.length && y < after.length && before[x] === after[y] && before[x]!.trim() !== '')
        return [x, y];
    }
  }
  return [before.length, after.length];
}
