import type { Diagnostic } from '../compiler/index.ts';
import { diagnosticToJson } from '../compiler/diagnostics/json.ts';
import { renderDiagnostics, type Colors } from '../compiler/diagnostics/render.ts';
import type { SourceFile } from '../grammar/index.ts';
import { shownPath } from './host.ts';
import { errorColors } from './report.ts';

const colors: Colors = {
  error: (text) => errorColors.bold(errorColors.red(text)),
  warning: (text) => errorColors.bold(errorColors.yellow(text)),
  path: errorColors.cyan,
  dim: errorColors.dim,
  help: errorColors.green,
};

/** Diagnostics with code frames, as a terminal shows them. */
export function renderForTerminal(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, SourceFile>,
): string {
  return renderDiagnostics(diagnostics, files, {
    colors,
    shownPath,
    width: Math.max(40, (process.stderr.columns ?? 100) - 8),
  });
}

/** Diagnostics as `kmodel check --json` prints them. */
export function diagnosticsToJson(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, SourceFile>,
): unknown {
  return { diagnostics: diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, files, shownPath)) };
}
