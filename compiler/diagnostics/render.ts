import { positionAt, type SourceFile } from '../../grammar/index.ts';
import type { Place } from './place.ts';
import type { Diagnostic } from './diagnostic.ts';
import { expandTabs, textWidth } from './text-width.ts';
import { visibleText } from './visible-text.ts';

/** How parts of a rendered diagnostic are coloured; plain text leaves each as it is. */
export interface Colors {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly path: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly help: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours. */
export const plainColors: Colors = { error: same, warning: same, path: same, dim: same, help: same };

export interface RenderOptions {
  readonly colors?: Colors;
  /** How a path is written, for example relative to the current folder. */
  readonly shownPath?: (path: string) => string;
  /** Columns of a line of source that are shown; longer ones are clipped around the mistake. */
  readonly width?: number;
}

/**
 * A diagnostic as people read it: the place and the sentence, the line with the mistake underlined, related
 * places the same way, help, and where the page is.
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  files: ReadonlyMap<string, SourceFile>,
  options: RenderOptions = {},
): string {
  const { colors = plainColors, shownPath = same, width = 100 } = options;
  const paint = diagnostic.severity === 'error' ? colors.error : colors.warning;
  const heading = (place: Place): string => colors.path(visibleText(placeText(place, files, shownPath)));
  const lines = [
    `${heading(diagnostic.place)} - ${paint(diagnostic.severity)} ${paint(`${diagnostic.code}:`)} ${visibleText(diagnostic.message)}`,
    ...frame(diagnostic.place, files, width, paint, colors),
  ];
  for (const { place, message } of diagnostic.related) {
    lines.push(
      `  ${heading(place)}: ${visibleText(message)}`,
      ...frame(place, files, width, colors.dim, colors),
    );
  }
  if (diagnostic.help !== undefined) lines.push(`  ${colors.help('help:')} ${visibleText(diagnostic.help)}`);
  lines.push(colors.dim(`  kmodel explain ${diagnostic.code}`));
  return lines.join('\n');
}

/** Every diagnostic, and how many there are. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, SourceFile>,
  options: RenderOptions = {},
): string {
  const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, files, options));
  return [...rendered, countText(diagnostics)].join('\n\n');
}

/** "2 errors and 1 warning." */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): string | undefined => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? undefined : `${number} ${severity}${number === 1 ? '' : 's'}`;
  };
  const counted = [count('error'), count('warning')].filter((text) => text !== undefined);
  return counted.length === 0 ? 'No mistakes.' : `${counted.join(' and ')}.`;
}

function placeText(
  { file, span }: Place,
  files: ReadonlyMap<string, SourceFile>,
  shownPath: (path: string) => string,
): string {
  const source = files.get(file);
  if (!source) return shownPath(file);
  const { line, character } = positionAt(source, span.start);
  return `${shownPath(file)}:${line + 1}:${character + 1}`;
}

const mostLines = 4;

/** The lines of a place with the whole span underlined; of a long one, its first lines. */
function frame(
  { file, span }: Place,
  files: ReadonlyMap<string, SourceFile>,
  width: number,
  paint: (text: string) => string,
  colors: Colors,
): readonly string[] {
  const source = files.get(file);
  if (!source) return [];
  const first = positionAt(source, span.start).line;
  const last = positionAt(source, Math.max(span.start, span.end - 1)).line;
  const shownLast = Math.min(last, first + mostLines - 1);
  const gutter = String(shownLast + 1).length;
  const lines: string[] = [];
  for (let line = first; line <= shownLast; line++) {
    const lineStart = source.lineStarts[line]!;
    const text = lineText(source, line);
    const start = Math.max(span.start - lineStart, line === first ? 0 : text.search(/\S|$/));
    const end = Math.min(Math.max(span.end - lineStart, start), text.length);
    const clipped = clip(text, start, end, width);
    const number = String(line + 1).padStart(gutter);
    const before = textWidth(clipped.text.slice(0, clipped.start));
    const marked = textWidth(clipped.text.slice(clipped.start, clipped.end), before);
    lines.push(`  ${colors.dim(`${number} |`)} ${expandTabs(clipped.text)}`);
    const marks = paint('^'.repeat(Math.max(1, marked)));
    lines.push(`  ${colors.dim(`${' '.repeat(gutter)} |`)} ${' '.repeat(before)}${marks}`);
  }
  if (last > shownLast) lines.push(`  ${colors.dim(`${' '.repeat(gutter)} | …`)}`);
  return lines;
}

function lineText(source: SourceFile, line: number): string {
  const end = source.lineStarts[line + 1] ?? source.text.length;
  return source.text.slice(source.lineStarts[line]!, end).replace(/[\r\n]+$/, '');
}

/** A window of a long line around the mistake, `…` at cut ends. */
function clip(
  text: string,
  start: number,
  end: number,
  width: number,
): { readonly text: string; readonly start: number; readonly end: number } {
  if (text.length <= width) return { text, start, end };
  const from = Math.max(0, Math.min(start - 20, text.length - width));
  const to = Math.min(text.length, from + width);
  const head = from > 0 ? '…' : '';
  const tail = to < text.length ? '…' : '';
  const shift = head.length - from;
  const shownEnd = Math.min(end, to);
  return { text: head + text.slice(from, to) + tail, start: start + shift, end: shownEnd + shift };
}
