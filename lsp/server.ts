import { TextDocumentSyncKind, type Connection } from 'vscode-languageserver';
import { check } from '../compiler/index.ts';
import { chooseEncoding, createPositionConverter, toDiagnostic } from './convert.ts';
import { Debounce, OpenDocuments } from './documents.ts';
import type { ServerHost } from './host.ts';
import { uriOf } from './uri.ts';

/** A language server on a connection; it answers once it is told to listen. */
export function createServer(connection: Connection, host: ServerHost): { readonly listen: () => void } {
  const documents = new OpenDocuments();
  let converter = createPositionConverter('utf-16');
  const publish = new Debounce(() => {
    for (const path of documents.paths()) {
      const document = documents.get(path)!;
      const { diagnostics, files } = check(path, {
        ...host,
        read: (file) => documents.get(file)?.text ?? host.read(file),
      });
      void connection.sendDiagnostics({
        uri: document.uri,
        version: document.version,
        diagnostics: diagnostics
          .filter(({ place }) => place.file === path)
          .map((finding) =>
            toDiagnostic(finding, {
              range: ({ file, span }) => files.get(file) && converter.range(files.get(file)!, span),
              uri: (file) => documents.get(file)?.uri ?? uriOf(file),
              pageOf: host.pageOf,
            }),
          ),
      });
    }
  });
  connection.onInitialize(({ capabilities }) => {
    const encoding = chooseEncoding(capabilities.general?.positionEncodings);
    converter = createPositionConverter(encoding);
    documents.countWith(encoding === 'utf-16' ? undefined : converter);
    return {
      capabilities: {
        positionEncoding: encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      },
      serverInfo: { name: 'kmodel', version: host.version },
    };
  });
  connection.onDidOpenTextDocument(({ textDocument }) => {
    documents.open(textDocument);
    publish.trigger();
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    if (documents.change(textDocument.uri, textDocument.version, contentChanges)) publish.trigger();
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
    void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
  });
  return { listen: () => connection.listen() };
}
