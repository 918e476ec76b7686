import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { ownModule } from '../runtime/package-files.ts';
import { loadSync, resolveSync } from './hooks.ts';

interface SyncHooks {
  /** Missing from Node before 22.15. */
  readonly registerHooks?: (hooks: {
    readonly load: typeof loadSync;
    readonly resolve: typeof resolveSync;
  }) => unknown;
}

const { registerHooks } = nodeModule as SyncHooks;
if (registerHooks) registerHooks({ load: loadSync, resolve: resolveSync });
else nodeModule.register(pathToFileURL(ownModule('integrations/hooks')));
