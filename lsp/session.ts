import type { Location, Position, Range } from 'vscode-languageserver';
import type { Place } from '../compiler/index.ts';
import type { Span } from '../grammar/index.ts';
import type { PositionConverter } from './convert.ts';
import type { ResolvedSettings } from './protocol.ts';
import { inFile, partAt, type FileView, type LanguageService, type PartView } from './service.ts';
import { uriOf } from './uri.ts';

/** What a feature works with: the files, and how this client counts, writes and wants things. */
export interface Session {
  readonly service: LanguageService;
  readonly positions: PositionConverter;
  readonly settings: ResolvedSettings;
  /** Whether the client takes edits with the versions of documents. */
  readonly documentChanges: boolean;
  /** Whether the client fills in snippets. */
  readonly snippets: boolean;
}

/** Where a request points: a declaration and an offset in it. */
export interface Spot {
  readonly view: FileView;
  /** From the beginning of the file. */
  readonly offset: number;
  /** Undefined between declarations. */
  readonly part: PartView | undefined;
  /** From the beginning of the part. */
  readonly inner: number;
}

/** The declaration and offset of a position; undefined where the file can't be read. */
export function spotAt({ service, positions }: Session, path: string, position: Position): Spot | undefined {
  const view = service.view(path);
  if (!view) return undefined;
  const offset = positions.offset(view.source, position);
  const part = partAt(view, offset);
  return { view, offset, part, inner: part ? offset - part.start : 0 };
}

/** The URI by which the client knows a file. */
export function uriFor({ service }: Session, path: string): string {
  return service.documents.get(path)?.uri ?? uriOf(path);
}

/** A span of a part as a range of its document. */
export function rangeIn({ positions }: Session, part: PartView, span: Span): Range {
  return positions.range(part.view.source, inFile(part, span));
}

/** A place, of a part or a whole file, as the client knows it; undefined where its file can't be read. */
export function locationOf(session: Session, place: Place): Location | undefined {
  const { file, span } = session.service.locate(place);
  const source = session.service.sourceOf(file);
  if (!source) return undefined;
  return { uri: uriFor(session, file), range: session.positions.range(source, span) };
}
