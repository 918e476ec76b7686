import type { SourceFile } from '../grammar/source.ts';
import type { Diagnostic } from '../compiler/index.ts';

export function renderDiagnostics(diagnostics: readonly Diagnostic[], _files: ReadonlyMap<string, SourceFile>): string {
  return diagnostics.map((d) => `${d.place.file} ${d.severity} ${d.code}: ${d.message}`).join('\n');
}
