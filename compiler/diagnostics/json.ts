import { rangeOf, type Range, type SourceFile } from '../../grammar/index.ts';
import type { Place } from './place.ts';
import type { Diagnostic } from './diagnostic.ts';

/** A diagnostic as `kmodel check --json` prints it: ranges as in the language server protocol. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly help?: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly (JsonPlace & { readonly newText: string })[];
  }[];
}

export interface JsonPlace {
  readonly file: string;
  readonly range: Range;
}

/**
 * Turns a diagnostic into plain data with lines and characters.
 * @param shownPath how a path is written, for example relative to the current folder
 */
export function diagnosticToJson(
  diagnostic: Diagnostic,
  files: ReadonlyMap<string, SourceFile>,
  shownPath: (path: string) => string = (path) => path,
): JsonDiagnostic {
  const at = ({ file, span }: Place): JsonPlace => {
    const source = files.get(file);
    const start = { line: 0, character: 0 };
    return { file: shownPath(file), range: source ? rangeOf(source, span) : { start, end: start } };
  };
  const { code, severity, message, help } = diagnostic;
  return {
    code,
    severity,
    message,
    ...at(diagnostic.place),
    ...(help === undefined ? {} : { help }),
    related: diagnostic.related.map((related) => ({ ...at(related.place), message: related.message })),
    fixes: diagnostic.fixes.map((fix) => ({
      title: fix.title,
      edits: fix.edits.map((edit) => ({ ...at(edit.place), newText: edit.newText })),
    })),
  };
}
