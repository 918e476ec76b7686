import * as nodeModule from 'node:module';
import { loadSync } from './hooks.ts';

interface SyncHooks {
  /** Missing from Node before 22.15. */
  readonly registerHooks?: (hooks: { readonly load: typeof loadSync }) => unknown;
}

const { registerHooks } = nodeModule as SyncHooks;
if (registerHooks) registerHooks({ load: loadSync });
else nodeModule.register(import.meta.url.replace(/register(\.[jt]s)$/, 'hooks$1'));
