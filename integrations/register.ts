import * as nodeModule from 'node:module';
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
else nodeModule.register(import.meta.url.replace(/register(\.[jt]s)$/, 'hooks$1'));
