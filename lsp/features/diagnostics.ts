import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Diagnostic as Finding } from '../../compiler/index.ts';
import { toDiagnostic } from '../convert.ts';
import { longestText } from '../service.ts';
import { locationOf, uriFor, type Session } from '../session.ts';

/** What is wrong in a file, as the client shows it. */
export function diagnostics(session: Session, path: string): Diagnostic[] {
  if (session.service.isTooLong(path)) return [tooLong()];
  const found = session.service.diagnosticsIn(path).map((finding) => present(session, finding));
  const failure = session.service.failureOf(path);
  return failure === undefined ? found : [internalError(failure), ...found];
}

/** A finding as the client shows it. */
export function present(session: Session, finding: Finding): Diagnostic {
  return toDiagnostic(finding, {
    range: (place) => locationOf(session, place)?.range,
    uri: (file) => uriFor(session, file),
    pageOf: (code) => session.service.host.pageOf(code),
  });
}

const start = { line: 0, character: 0 };

/** Silence would read as praise. */
function internalError(failure: unknown): Diagnostic {
  const reason = failure instanceof Error ? failure.message : String(failure);
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    source: 'kmodel',
    message: `This file cannot be checked: kmodel itself has a mistake (${reason}). Another change of the text may pass by it.`,
  };
}

function tooLong(): Diagnostic {
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: 'KM2004',
    source: 'kmodel',
    message: `This file has more than ${longestText.toLocaleString('en-US')} characters, more than a model has: it is not checked.`,
  };
}
