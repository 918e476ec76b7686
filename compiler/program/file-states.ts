import {
  createSourceFile,
  readParts,
  type Part,
  type PartedFile,
  type SourceFile,
} from '../../grammar/index.ts';
import { isLibrary, reportSyntax, resolveImport } from '../bind/load.ts';
import type { LoadedFile, Module, TopLevelName } from '../bind/module.ts';
import type { Collector } from '../diagnostics/collector.ts';
import type { Place } from '../diagnostics/place.ts';
import type { CompilerHost } from '../bind/host.ts';
import type { DeclarationState } from './declaration-states.ts';

/** A top-level declaration as a module of its own: its spans count from its beginning. */
export interface PartModule extends Module {
  readonly part: Part;
  /** What was found out about the declaration; it goes with the module. */
  state: DeclarationState | undefined;
}

/** A file as a program keeps it from one check to the next. */
export interface FileState {
  readonly path: string;
  readonly source: SourceFile;
  readonly parted: PartedFile;
  /** In the order of the text, beside `parted.parts`. */
  readonly modules: readonly PartModule[];
  /** Where each module begins, by its path. */
  readonly starts: ReadonlyMap<string, number>;
  readonly scope: FileScope;
}

/**
 * What the names of a file mean, for all its modules; each check finds it out anew, in a map of its own. In V8, a map that is
 * emptied keeps what it is filled with next alive until the next full garbage collection.
 */
export interface FileScope {
  names: Map<string, TopLevelName>;
}

/** Stands between the path of a file and the number of a part; no path of a file has it. */
const partSign = '\0';

/** The files that a program has read. */
export class FileStates {
  readonly #states = new Map<string, FileState>();
  #count = 0;

  /** A file with a text; what has not changed since it was read last is kept. */
  read(path: string, text: string): FileState {
    const previous = this.#states.get(path);
    if (previous?.source.text === text) return previous;
    const source = createSourceFile(path, text);
    const parted = readParts(source, previous?.parted);
    const kept = new Map(previous?.modules.map((module) => [module.part, module]));
    const scope = previous?.scope ?? { names: new Map<string, TopLevelName>() };
    const modules = parted.parts.map(({ part }) => kept.get(part) ?? this.#createModule(path, part, scope));
    const starts = new Map(modules.map((module, index) => [module.path, parted.parts[index]!.start]));
    const state: FileState = { path, source, parted, modules, starts, scope };
    this.#states.set(path, state);
    return state;
  }

  get(path: string): FileState | undefined {
    return this.#states.get(path);
  }

  /** Lets go of a file. */
  forget(path: string): void {
    this.#states.delete(path);
  }

  /** A place that counts from the beginning of its file. */
  locate(place: Place): Place {
    const path = place.file.slice(0, place.file.lastIndexOf(partSign));
    const start = this.#states.get(path)?.starts.get(place.file);
    if (start === undefined) return place;
    return { file: path, span: { start: place.span.start + start, end: place.span.end + start } };
  }

  #createModule(path: string, part: Part, scope: FileScope): PartModule {
    const { text, declaration, problems } = part;
    const declarations = declaration ? [declaration] : [];
    return {
      path: `${path}${partSign}${this.#count++}`,
      origin: path,
      source: createSourceFile(path, text),
      file: { kind: 'File', span: { start: 0, end: text.length }, declarations, comments: [] },
      library: isLibrary(path),
      problemSpans: problems.map((problem) => problem.span),
      get names() {
        return scope.names;
      },
      part,
      state: undefined,
    };
  }
}

/** Reports what is wrong with a file's text and its imports, and gives what names are bound from. */
export function loadParts(state: FileState, host: CompilerHost, collector: Collector): LoadedFile {
  const { path, parted, modules, scope } = state;
  parted.problems.forEach((problem) => reportSyntax(path, problem, collector));
  scope.names = new Map();
  const imports = modules.flatMap((module) => {
    const { declaration } = module.part;
    return declaration?.kind === 'Import' ? [resolveImport(declaration, module, host, collector)] : [];
  });
  return { path, modules, imports, names: scope.names, hasProblems: parted.problems.length > 0 };
}
