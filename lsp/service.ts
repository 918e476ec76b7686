import {
  createProgram,
  isInside,
  type CompilerHost,
  type DeclarationState,
  type Diagnostic,
  type FileState,
  type PartModule,
  type Place,
  type Program,
  type ProgramCheck,
} from '../compiler/index.ts';
import type { ImportDeclaration, SourceFile, Span, TopLevelDeclaration } from '../grammar/index.ts';
import type { OpenDocuments } from './documents.ts';
import type { ServerHost } from './host.ts';

/** Texts longer than this are no models that somebody wrote: they are not read, and one diagnostic says so. */
export const longestText = 4_000_000;

/** A checked file, as features look at it. */
export interface FileView {
  readonly path: string;
  readonly source: SourceFile;
  readonly file: FileState;
  readonly check: ProgramCheck;
}

/** A top-level declaration with its place in its file. Its own spans count from `start`. */
export interface PartView {
  readonly view: FileView;
  readonly module: PartModule;
  readonly declaration: TopLevelDeclaration;
  readonly start: number;
  /** Undefined for imports. */
  readonly state: DeclarationState | undefined;
}

/** An import and the file that it means; undefined where it may not be read, or is not there. */
export interface FileImport {
  readonly declaration: ImportDeclaration;
  readonly path: string | undefined;
}

/**
 * Holds what the features ask about: open documents before files on the disk, checked when somebody asks, and
 * again only after a text has changed that the check has seen.
 */
export class LanguageService {
  readonly host: ServerHost;
  readonly documents: OpenDocuments;
  readonly #compilerHost: CompilerHost;
  readonly #onInternalError: (error: unknown) => void;
  #program: Program;
  readonly #disk = new Map<string, string | undefined>();
  readonly #resolved = new Map<string, string>();
  readonly #checks = new Map<string, ProgramCheck>();
  readonly #failures = new Map<string, unknown>();
  readonly #known = new Set<string>();
  #folders: readonly string[] = [];
  /** Whether the client tells when files change: else what was read from the disk is looked at again each time. */
  watched = false;

  /** @param onInternalError is told of mistakes of the compiler itself */
  constructor(
    host: ServerHost,
    documents: OpenDocuments,
    onInternalError: (error: unknown) => void = () => {},
  ) {
    this.host = host;
    this.documents = documents;
    this.#onInternalError = onInternalError;
    this.#compilerHost = {
      read: (path) => this.read(path),
      resolve: (from, specifier) => this.#resolve(from, specifier),
      workspaceRoot: (path) => this.#workspaceRoot(path),
      ...(host.library ? { library: (name) => this.#library(name) } : {}),
      ...(host.readHead ? { readHead: host.readHead } : {}),
      ...(host.readTail ? { readTail: host.readTail } : {}),
      list: (folder) => this.#list(folder),
    };
    this.#program = createProgram(this.#compilerHost);
  }

  /** The folders that the client works in. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  set folders(folders: readonly string[]) {
    this.#folders = folders;
    this.#checks.clear();
  }

  /** The text of a file: as the client has it open, else as it is on the disk. */
  read(path: string): string | undefined {
    const text = this.documents.get(path)?.text ?? this.#readDisk(path);
    return text !== undefined && text.length > longestText ? undefined : text;
  }

  /** True for a text that is not read because of its length. */
  isTooLong(path: string): boolean {
    return (this.documents.get(path)?.text ?? this.#readDisk(path) ?? '').length > longestText;
  }

  /** Tells that a text has changed, appeared or gone: what has seen it is checked again when it is asked for. */
  changed(path: string, options: { readonly onDisk?: boolean; readonly created?: boolean } = {}): void {
    if (options.onDisk) this.#disk.delete(path);
    if (options.onDisk || options.created) this.#resolved.clear();
    for (const [entry, check] of this.#checks) {
      if (check.files.has(path) || (options.created && hasMissingImport(check))) this.#checks.delete(entry);
    }
  }

  /** Files of the workspace, open or not. */
  get files(): readonly string[] {
    return [...new Set([...this.documents.paths(), ...this.#known])];
  }

  /** Notes that a file is there. */
  found(paths: readonly string[]): void {
    paths.forEach((path) => this.#known.add(path));
  }

  /** Lets go of a file that is not there any more. */
  gone(path: string): void {
    this.#known.delete(path);
    this.changed(path, { onDisk: true, created: true });
    if (this.documents.has(path)) return;
    this.#checks.delete(path);
    this.#program.forget(path);
  }

  /** A file with all that checking finds out about it; undefined where there is none, or it is too long. */
  view(path: string): FileView | undefined {
    const check = this.check(path);
    const file = check?.files.get(path);
    return check && file && { path, source: file.source, file, check };
  }

  /** What checking a file finds; undefined where there is none, it is too long, or the compiler fails on it. */
  check(path: string): ProgramCheck | undefined {
    let check = this.#checks.get(path);
    if (!check || !this.#isCurrent(check)) {
      check = this.#checkNow(path);
      if (check) this.#checks.set(path, check);
      else this.#checks.delete(path);
    }
    return check;
  }

  /** Why the last check of a file ended in a mistake of the compiler; undefined where it did not. */
  failureOf(path: string): unknown {
    return this.#failures.get(path);
  }

  /** A check that fails may have left a program half-renewed: a new one takes its place, and tries once more. */
  #checkNow(path: string): ProgramCheck | undefined {
    this.#failures.delete(path);
    try {
      return this.#program.check(path);
    } catch (first) {
      this.#renewProgram(first);
    }
    try {
      return this.#program.check(path);
    } catch (second) {
      this.#renewProgram(second);
      this.#failures.set(path, second);
      return undefined;
    }
  }

  #renewProgram(error: unknown): void {
    this.#onInternalError(error);
    this.#program = createProgram(this.#compilerHost);
    this.#checks.clear();
  }

  /** The files that a file's imports mean. */
  importsOf({ file, path }: FileView): readonly FileImport[] {
    return file.modules.flatMap(({ part: { declaration } }) => {
      if (declaration?.kind !== 'Import' || declaration.path.kind !== 'String') return [];
      const specifier = declaration.path.value;
      if (specifier.startsWith('kmodel:')) return [{ declaration, path: specifier }];
      const target = this.#resolve(path, specifier);
      return [{ declaration, path: this.#isReadable(path, target) ? target : undefined }];
    });
  }

  /** Whether a file may be read on behalf of another, and is there. */
  #isReadable(from: string, path: string): boolean {
    return isInside(this.#workspaceRoot(from), path) && this.read(path) !== undefined;
  }

  /** A file's tree, without checking it. */
  parse(path: string): FileState | undefined {
    return this.#program.read(path);
  }

  /** The checks that have been made and still hold. */
  currentChecks(): readonly ProgramCheck[] {
    return [...this.#checks.values()];
  }

  /** What is wrong in a file, found by checking it or one of the files that import it. */
  diagnosticsIn(path: string): readonly Diagnostic[] {
    const found = new Map<string, Diagnostic>();
    const own = this.check(path);
    for (const check of [...(own ? [own] : []), ...this.currentChecks()]) {
      if (check !== own && !check.files.has(path)) continue;
      for (const diagnostic of check.diagnostics) {
        const { file, span } = diagnostic.place;
        const key = `${diagnostic.code} ${span.start} ${span.end}`;
        if (file === path && !found.has(key)) found.set(key, diagnostic);
      }
    }
    return [...found.values()];
  }

  /** A place within a part, from the beginning of its file. */
  locate(place: Place): Place {
    return this.#program.locate(place);
  }

  /** The source that a place of a whole file lies in. */
  sourceOf(path: string): SourceFile | undefined {
    return this.#program.read(path)?.source;
  }

  #isCurrent(check: ProgramCheck): boolean {
    if (this.watched) return true;
    for (const [path, { source }] of check.files) {
      if (!path.startsWith('kmodel:') && this.read(path) !== source.text) return false;
    }
    return true;
  }

  #readDisk(path: string): string | undefined {
    if (!this.watched) return this.host.read(path);
    if (!this.#disk.has(path)) this.#disk.set(path, this.host.read(path));
    return this.#disk.get(path);
  }

  #library(name: string): string | undefined {
    const key = `kmodel:${name}`;
    if (!this.#disk.has(key)) this.#disk.set(key, this.host.library?.(name));
    return this.#disk.get(key);
  }

  #resolve(from: string, specifier: string): string {
    const key = `${from}\0${specifier}`;
    let path = this.#resolved.get(key);
    if (path === undefined) {
      path = this.host.resolve(from, specifier);
      this.#resolved.set(key, path);
    }
    return path;
  }

  /** The nearest of the project around a file and the folder that the client has opened around it. */
  #workspaceRoot(path: string): string {
    const own = this.host.workspaceRoot(path);
    const around = this.#folders.filter((folder) => isInside(folder, path));
    return [own, ...around].reduce((deepest, folder) => (folder.length > deepest.length ? folder : deepest));
  }

  #list(folder: string): readonly string[] {
    const open = this.documents
      .paths()
      .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
    return [...new Set([...open, ...(this.host.list?.(folder) ?? [])])];
  }
}

function hasMissingImport({ diagnostics }: ProgramCheck): boolean {
  return diagnostics.some(({ code }) => code === 'KM1004');
}

/** Every declaration of a file, in the order of the text. */
export function partsOf(view: FileView): readonly PartView[] {
  const { parted, modules } = view.file;
  return parted.parts.flatMap(({ part: { declaration }, start }, index) => {
    if (!declaration) return [];
    const state = declaration.kind === 'Import' ? undefined : view.check.states.get(declaration);
    return [{ view, module: modules[index]!, declaration, start, state }];
  });
}

/** The innermost declaration around an offset of its file. */
export function partAt(view: FileView, offset: number): PartView | undefined {
  return partsOf(view).findLast(({ declaration: { span }, start }) => {
    const inner = offset - start;
    return span.start <= inner && inner <= span.end;
  });
}

/**
 * The declaration around an offset, else the last one before it: while its last line is typed, a declaration may seem to
 * end before the cursor.
 */
export function partBefore(view: FileView, offset: number): PartView | undefined {
  return partAt(view, offset) ?? partsOf(view).findLast(({ start }) => start <= offset);
}

/** A span of a part, from the beginning of its file. */
export function inFile({ start }: Pick<PartView, 'start'>, span: Span): Span {
  return { start: span.start + start, end: span.end + start };
}
