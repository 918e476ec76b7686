import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Diagnostic as Finding } from '../../compiler/index.ts';
import { toDiagnostic } from '../convert.ts';
import { longestText } from '../service.ts';
import { locationOf, uriFor, type Session } from '../session.ts';

/** What is wrong in a file, as the client shows it. */
export function diagnostics(session: Session, path: string): Diagnostic[] {
  if (session.service.isTooLong(path)) return [tooLong()];
  return session.service.diagnosticsIn(path).map((finding) => present(session, finding));
}

/** A finding as the client shows it. */
export function present(session: Session, finding: Finding): Diagnostic {
  return toDiagnostic(finding, {
    range: (place) => locationOf(session, place)?.range,
    uri: (file) => uriFor(session, file),
    pageOf: (code) => session.service.host.pageOf(code),
  });
}

function tooLong(): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: 'KM2004',
    source: 'kmodel',
    message: `This file has more than ${longestText.toLocaleString('en-US')} characters, more than a model has: it is not checked.`,
  };
}
