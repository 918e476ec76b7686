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
import type { Place } from '../graph/model-graph.ts';
import type { CompilerHost } from '../host.ts';
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
  readonly names: Map<string, TopLevelName>;
}

/** The files that a program has read. */
export class FileStates {
  readonly #states = new Map<string, FileState>();
  readonly #places = new Map<string, { readonly source: SourceFile; readonly start: number }>();
  #count = 0;

  /** A file with a text; what has not changed since it was read last is kept. */
  read(path: string, text: string): FileState {
    const previous = this.#states.get(path);
    if (previous?.source.text === text) return previous;
    const source = createSourceFile(path, text);
    const parted = readParts(source, previous?.parted);
    const kept = new Map(previous?.modules.map((module) => [module.part, module]));
    const names = previous?.names ?? new Map<string, TopLevelName>();
    const modules = parted.parts.map(({ part }) => kept.get(part) ?? this.#createModule(path, part, names));
    previous?.modules.forEach((module) => this.#places.delete(module.path));
    modules.forEach((module, index) =>
      this.#places.set(module.path, { source, start: parted.parts[index]!.start }),
    );
    const state: FileState = { path, source, parted, modules, names };
    this.#states.set(path, state);
    return state;
  }

  get(path: string): FileState | undefined {
    return this.#states.get(path);
  }

  /** Lets go of a file. */
  forget(path: string): void {
    this.#states.get(path)?.modules.forEach((module) => this.#places.delete(module.path));
    this.#states.delete(path);
  }

  /** A place that counts from the beginning of its file. */
  locate(place: Place): Place {
    const found = this.#places.get(place.file);
    if (!found) return place;
    const { source, start } = found;
    return { file: source.path, span: { start: place.span.start + start, end: place.span.end + start } };
  }

  #createModule(path: string, part: Part, names: Map<string, TopLevelName>): PartModule {
    const { text, declaration, problems } = part;
    const declarations = declaration ? [declaration] : [];
    return {
      // No path of a file has this character.
      path: `${path}\0${this.#count++}`,
      origin: path,
      source: createSourceFile(path, text),
      file: { kind: 'File', span: { start: 0, end: text.length }, declarations, comments: [] },
      library: isLibrary(path),
      problemSpans: problems.map((problem) => problem.span),
      names,
      part,
      state: undefined,
    };
  }
}

/** Reports what is wrong with a file's text and its imports, and gives what names are bound from. */
export function loadParts(state: FileState, host: CompilerHost, collector: Collector): LoadedFile {
  const { path, parted, modules, names } = state;
  parted.problems.forEach((problem) => reportSyntax(path, problem, collector));
  names.clear();
  const imports = modules.flatMap((module) => {
    const { declaration } = module.part;
    return declaration?.kind === 'Import' ? [resolveImport(declaration, module, host, collector)] : [];
  });
  return { path, modules, imports, names, hasProblems: parted.problems.length > 0 };
}
