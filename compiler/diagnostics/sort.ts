import type { Diagnostic } from './diagnostic.ts';

/** The checked file first, then its imports in the order in which they were met; in each by place. */
export function sortDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: Iterable<string>,
): readonly Diagnostic[] {
  const rank = new Map([...files].map((path, index) => [path, index]));
  return [...diagnostics].sort(
    (a, b) =>
      (rank.get(a.place.file) ?? 0) - (rank.get(b.place.file) ?? 0) ||
      a.place.span.start - b.place.span.start ||
      a.place.span.end - b.place.span.end ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
