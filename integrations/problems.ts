import { relative, sep } from 'node:path';
import { countText, renderDiagnostic, type Diagnostic } from '../compiler/index.ts';
import { positionAt } from '../grammar/index.ts';
import type { KmodelError } from '../runtime/errors.ts';
import type { KmodelModule } from './kmodel-module.ts';

/** Where a diagnostic is, as bundlers count: lines from 1, columns from 0. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong, and what to do about it. */
export function fullMessage({ message, help }: KmodelError): string {
  return [message, help].filter(Boolean).join(' ');
}

/** One diagnostic with its place, the line and the help. */
export function problemText(diagnostic: Diagnostic, { sources }: KmodelModule): string {
  return renderDiagnostic(diagnostic, sources, { shownPath });
}

/** All errors of a module that has some, as one text; the first one begins it. */
export function errorsText(module: KmodelModule): string {
  const errors = errorsOf(module);
  const texts = errors.map((error) => problemText(error, module));
  return [...texts, ...(errors.length > 1 ? [countText(errors)] : [])].join('\n\n');
}

export function errorsOf({ diagnostics }: KmodelModule): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

export function warningsOf({ diagnostics }: KmodelModule): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'warning');
}

export function locationOf({ place }: Diagnostic, { sources }: KmodelModule): Location {
  const source = sources.get(place.file);
  const { line, character } = source ? positionAt(source, place.span.start) : { line: 0, character: 0 };
  return { file: place.file, line: line + 1, column: character };
}

/** A path as people in this folder write it. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near.replaceAll(sep, '/');
}
