import { createPositionConverter } from '../../../lsp/convert.ts';
import { OpenDocuments } from '../../../lsp/documents.ts';
import { createEmptyHost, type ServerHost } from '../../../lsp/host.ts';
import { LanguageService } from '../../../lsp/service.ts';
import type { Session } from '../../../lsp/session.ts';
import { resolveSettings } from '../../../lsp/settings.ts';
import { uriOf } from '../../../lsp/uri.ts';
import { withCursor } from './client.ts';

/** A session over open texts, of which one may have a `┆`. */
export interface TestSession {
  readonly session: Session;
  readonly path: string;
  readonly text: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** Opens texts by path; the first one, or a lone text, is the one that features are asked about. */
export function openTexts(
  texts: string | Readonly<Record<string, string>>,
  host: ServerHost = createEmptyHost('test'),
): TestSession {
  const files = typeof texts === 'string' ? { '/w/test.kmodel': texts } : texts;
  const documents = new OpenDocuments();
  const service = new LanguageService(host, documents);
  const [path, marked] = Object.entries(files)[0]!;
  const { text, position } = marked.includes('┆')
    ? withCursor(marked)
    : { text: marked, position: { line: 0, character: 0 } };
  for (const [name, content] of Object.entries(files)) {
    documents.open({
      uri: uriOf(name),
      languageId: 'kmodel',
      version: 1,
      text: name === path ? text : content,
    });
  }
  service.folders = ['/w'];
  return {
    session: {
      service,
      positions: createPositionConverter('utf-16'),
      settings: resolveSettings(undefined),
      documentChanges: true,
      snippets: true,
    },
    path,
    text,
    position,
  };
}
