import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type Position,
  type Range,
} from 'vscode-languageserver';
import type { Diagnostic as Finding, Place } from '../compiler/index.ts';
import { offsetAt, positionAt, type SourceFile, type Span } from '../grammar/index.ts';

/** How the client counts characters in a line. */
export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

/** The client's first choice, among those that it offers, that costs nothing: UTF-16 is how texts are held here. */
export function chooseEncoding(offered: readonly string[] | undefined): Encoding {
  if (!offered || offered.length === 0 || offered.includes('utf-16')) return 'utf-16';
  return offered.includes('utf-32') ? 'utf-32' : offered.includes('utf-8') ? 'utf-8' : 'utf-16';
}

/** Turns offsets of a text into the client's positions and back. */
export interface PositionConverter {
  readonly position: (source: SourceFile, offset: number) => Position;
  readonly range: (source: SourceFile, span: Span) => Range;
  readonly offset: (source: SourceFile, position: Position) => number;
}

export function createPositionConverter(encoding: Encoding): PositionConverter {
  const position =
    encoding === 'utf-16'
      ? positionAt
      : (source: SourceFile, offset: number): Position => {
          const { line, character } = positionAt(source, offset);
          const start = source.lineStarts[line]!;
          return { line, character: unitsOf(source.text.slice(start, start + character), encoding) };
        };
  return {
    position,
    range: (source, span) => ({ start: position(source, span.start), end: position(source, span.end) }),
    offset(source, { line, character }) {
      const start = source.lineStarts[line];
      if (encoding === 'utf-16' || start === undefined) return offsetAt(source, { line, character });
      const end = source.lineStarts[line + 1] ?? source.text.length;
      return start + charactersIn(source.text.slice(start, end), character, encoding);
    },
  };
}

/** Units of an encoding that one character of a text takes. */
function unitOf(character: string, encoding: Encoding): number {
  if (encoding === 'utf-32') return 1;
  const code = character.codePointAt(0)!;
  if (encoding === 'utf-16') return character.length;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function unitsOf(text: string, encoding: Encoding): number {
  let units = 0;
  for (const character of text) units += unitOf(character, encoding);
  return units;
}

/** How many UTF-16 units of a text make up so many units of an encoding. */
function charactersIn(text: string, units: number, encoding: Encoding): number {
  let left = units;
  let length = 0;
  for (const character of text) {
    if (left <= 0) break;
    left -= unitOf(character, encoding);
    length += character.length;
  }
  return length;
}

const tags: Readonly<Record<string, readonly DiagnosticTag[]>> = {
  KM4003: [DiagnosticTag.Unnecessary],
  KM4004: [DiagnosticTag.Unnecessary],
  KM4005: [DiagnosticTag.Unnecessary],
};

/** How a finding reaches the client. */
export interface DiagnosticTarget {
  readonly range: (place: Place) => Range | undefined;
  readonly uri: (path: string) => string;
  readonly pageOf: (code: string) => string | undefined;
}

/** A finding as the protocol has it; help is part of the message, as editors have no place of their own for it. */
export function toDiagnostic(finding: Finding, target: DiagnosticTarget): Diagnostic {
  const page = target.pageOf(finding.code);
  const zero = { line: 0, character: 0 };
  const related = finding.related.flatMap(({ place, message }) => {
    const range = target.range(place);
    return range ? [{ location: { uri: target.uri(place.file), range }, message }] : [];
  });
  return {
    range: target.range(finding.place) ?? { start: zero, end: zero },
    severity: finding.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: finding.code,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: 'kmodel',
    message: finding.help === undefined ? finding.message : `${finding.message}\nHelp: ${finding.help}`,
    ...(tags[finding.code] ? { tags: [...tags[finding.code]!] } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}
