import {
  ErrorCodes,
  ResponseError,
  type Range,
  type TextDocumentContentChangeEvent,
  type TextDocumentItem,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createSourceFile } from '../grammar/index.ts';
import type { PositionConverter } from './convert.ts';
import { languageId } from './protocol.ts';
import { pathOf } from './uri.ts';

/** A document that the client has open. */
export interface OpenDocument {
  /** As the client writes it: what is sent back bears this one. */
  readonly uri: string;
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/** The texts that the client has open, which count in place of what is on the disk. */
export class OpenDocuments {
  readonly #documents = new Map<string, TextDocument>();
  #converter: PositionConverter | undefined;

  /** Texts are edited in UTF-16; a client that counts otherwise has its positions turned first. */
  countWith(converter: PositionConverter | undefined): void {
    this.#converter = converter;
  }

  /** @throws ResponseError where an ill client gives no text */
  open({ uri, version, text }: TextDocumentItem): void {
    requireText(text);
    this.#documents.set(pathOf(uri), TextDocument.create(uri, languageId, version, text));
  }

  /** Applies changes in their order; those of a document that is not open are passed over. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): boolean {
    const document = this.#documents.get(pathOf(uri));
    if (!document) return false;
    for (const change of changes) {
      requireText(change.text);
      const edit = 'range' in change ? { ...change, range: this.#inUtf16(document, change.range) } : change;
      TextDocument.update(document, [edit], version);
    }
    return true;
  }

  close(uri: string): void {
    this.#documents.delete(pathOf(uri));
  }

  get(path: string): OpenDocument | undefined {
    const document = this.#documents.get(path);
    return document && { uri: document.uri, path, version: document.version, text: document.getText() };
  }

  has(path: string): boolean {
    return this.#documents.has(path);
  }

  paths(): readonly string[] {
    return [...this.#documents.keys()];
  }

  #inUtf16(document: TextDocument, range: Range): Range {
    if (!this.#converter) return range;
    const source = createSourceFile('', document.getText());
    const at = (position: Range['start']) => document.positionAt(this.#converter!.offset(source, position));
    return { start: at(range.start), end: at(range.end) };
  }
}

function requireText(text: unknown): void {
  if (typeof text === 'string') return;
  throw new ResponseError(ErrorCodes.InvalidParams, 'The text of a document has to be a string.');
}

/**
 * Runs work when no further change has come for a moment, so that a burst of edits is looked at once; but no
 * later than `longest` milliseconds after the first of them.
 */
export class Debounce {
  readonly #run: () => void;
  readonly #quiet: number;
  readonly #longest: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  constructor(run: () => void, quiet = 1, longest = 100) {
    this.#run = run;
    this.#quiet = quiet;
    this.#longest = longest;
  }

  trigger(): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#since = now;
    else if (now - this.#since >= this.#longest) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), this.#quiet);
  }

  /** Runs at once what is waiting. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.stop();
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
