import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver';
import type { ClientAbilities } from './capabilities.ts';
import type { Guard } from './guard.ts';
import { settingsSection, type KmodelSettings } from './protocol.ts';
import type { LanguageService } from './service.ts';
import { pathOf } from './uri.ts';

/** What a workspace tells the server about as it changes. */
export interface WorkspaceEvents {
  /** Files have changed, appeared or gone. */
  readonly filesChanged: () => void;
  readonly settingsChanged: (settings: KmodelSettings | null | undefined) => void;
}

/** The folders that the client has open when it starts. */
export function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders && workspaceFolders.length > 0)
    return workspaceFolders.map(({ uri }) => withoutSlash(pathOf(uri)));
  if (rootUri) return [withoutSlash(pathOf(rootUri))];
  return rootPath ? [withoutSlash(rootPath.replaceAll('\\', '/'))] : [];
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Keeps the service's view of folders, files and settings up to date once the client is ready. */
export async function followWorkspace(
  connection: Connection,
  service: LanguageService,
  abilities: ClientAbilities,
  events: WorkspaceEvents,
  guard: Guard,
): Promise<void> {
  const readSettings = async (pushed?: unknown): Promise<void> => {
    if (abilities.configuration) {
      events.settingsChanged(
        (await connection.workspace.getConfiguration(settingsSection)) as KmodelSettings | null,
      );
    } else if (typeof pushed === 'object' && pushed !== null) {
      const section = (pushed as Record<string, unknown>)[settingsSection];
      events.settingsChanged((section ?? pushed) as KmodelSettings);
    }
  };
  connection.onDidChangeConfiguration(({ settings }) =>
    guard.run('reading settings', () => readSettings(settings)),
  );
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      const path = pathOf(uri);
      if (type === FileChangeType.Deleted) service.gone(path);
      else {
        service.found([path]);
        service.changed(path, { onDisk: true, created: type === FileChangeType.Created });
      }
    }
    events.filesChanged();
  });
  if (abilities.folders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => withoutSlash(pathOf(uri))));
      const kept = service.folders.filter((folder) => !gone.has(folder));
      const fresh = added.map(({ uri }) => withoutSlash(pathOf(uri)));
      service.folders = [...new Set([...kept, ...fresh])];
      for (const path of service.files)
        if ([...gone].some((folder) => path.startsWith(`${folder}/`))) service.gone(path);
      guard.run('reading the workspace', () => findFiles(service, fresh).then(events.filesChanged));
    });
  }
  if (abilities.registersWatchers) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.kmodel' }],
    });
    service.watched = true;
  }
  if (abilities.registersConfiguration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
  await readSettings();
  await findFiles(service, service.folders);
}

async function findFiles(service: LanguageService, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for await (const paths of service.host.findModels(folder)) service.found(paths);
  }
}
