import { declaredCallbacks } from './callback-arguments.ts';
import type { ModelRuleContext } from './context.ts';

/** Keras's arguments for files and folders that callbacks write. */
const fileArguments: ReadonlySet<string> = new Set(['filepath', 'filename', 'log_dir', 'backup_dir']);

/** Callbacks write only inside the output folder: absolute paths and `..` are errors (KM2004). */
export function checkCallbackFiles(context: ModelRuleContext): void {
  for (const { callback, placeOf } of declaredCallbacks(context)) {
    for (const [name, value] of Object.entries(callback.args)) {
      if (!fileArguments.has(name) || typeof value !== 'string' || staysInside(value)) continue;
      context.report('KM2004', 'file', { name, owner: callback.name, found: value }, placeOf(name), {
        help: 'a name such as `"best.safetensors"` lies in the folder that `-o` names.',
      });
    }
  }
}

function staysInside(path: string): boolean {
  if (path === '' || /^[/\\~]|^[a-z][a-z0-9+.-]*:/i.test(path) || path.includes('\0')) return false;
  return !path.split(/[/\\]/).includes('..');
}
