import type {
  ConstDeclaration,
  DefiningDeclaration,
  File,
  Identifier,
  ImportDeclaration,
} from '../../grammar/ast.ts';
import type { SourceFile, Span } from '../../grammar/source.ts';
import { gatheredOnce } from '../diagnostics/closest-names.ts';
import type { Place } from '../diagnostics/place.ts';

/** One file of a check, or a part of one: its text, tree and top-level names. */
export interface Module {
  /** What places in it are given by. */
  readonly path: string;
  /** The file that it is, or is a part of: parts of one file share names and imports. */
  readonly origin: string;
  readonly source: SourceFile;
  readonly file: File;
  /** True for `kmodel:` files. */
  readonly library: boolean;
  /** Where the text itself has mistakes: what seems to be missing may stand there. */
  readonly problemSpans: readonly Span[];
  /** What each top-level name means in this file, imports followed. */
  readonly names: Map<string, TopLevelName>;
}

/** A file as a check loads it: as one module, or as one for each of its declarations. */
export interface LoadedFile {
  readonly path: string;
  readonly modules: readonly Module[];
  readonly imports: readonly ResolvedImport[];
  /** The top-level names of all its modules. */
  readonly names: Map<string, TopLevelName>;
  /** True where the text has mistakes: what seems to be missing may stand there. */
  readonly hasProblems: boolean;
}

export interface ResolvedImport {
  readonly declaration: ImportDeclaration;
  readonly module: Module;
  /** Undefined where the file could not be found (and a diagnostic says so). */
  readonly path: string | undefined;
}

/** The meaning of a top-level name; `unknown` stands for an import that failed, and is met with silence. */
export type TopLevelName =
  | {
      readonly kind: 'const';
      readonly name: Identifier;
      /** Where the name stands in this file: at the declaration, or in an import. */
      readonly standsIn: Module;
      readonly module: Module;
      readonly declaration: ConstDeclaration;
    }
  | {
      readonly kind: 'definition';
      readonly name: Identifier;
      readonly standsIn: Module;
      readonly module: Module;
      readonly declaration: DefiningDeclaration;
    }
  | { readonly kind: 'unknown'; readonly name: Identifier; readonly standsIn: Module };

/** The constants among the names of a file. */
export const constantNames = gatheredOnce((names: Module['names']) =>
  [...names].filter(([, meaning]) => meaning.kind === 'const').map(([key]) => key),
);

export function placeIn(module: Module, span: Span): Place {
  return { file: module.path, span };
}

/** True where a mistake of the text lies within a span. */
export function hasProblemWithin(module: Module, span: Span): boolean {
  return module.problemSpans.some((problem) => problem.start <= span.end && problem.end >= span.start);
}
