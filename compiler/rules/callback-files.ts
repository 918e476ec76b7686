import type { Place } from '../diagnostics/place.ts';
import { declaredCallbacks } from './callback-arguments.ts';
import type { ModelRuleContext } from './context.ts';

/** Keras's arguments for files and folders that callbacks write. */
const fileArguments: ReadonlySet<string> = new Set(['filepath', 'filename', 'log_dir', 'backup_dir']);

/**
 * Callbacks write only inside the output folder: absolute paths and `..` are errors (KM2004), and so are endings in
 * which no weights are written.
 */
export function checkCallbackFiles(context: ModelRuleContext): void {
  for (const { callback, placeOf } of declaredCallbacks(context)) {
    for (const [name, value] of Object.entries(callback.args)) {
      if (!fileArguments.has(name) || typeof value !== 'string') continue;
      if (staysInside(value)) {
        if (callback.name === 'ModelCheckpoint' && !value.endsWith(weightsEnding))
          reportEnding(context, name, value, placeOf(name));
        continue;
      }
      context.report('KM2004', 'file', { name, owner: callback.name, found: value }, placeOf(name), {
        help: 'a name such as `"best.safetensors"` lies in the folder that `-o` names.',
      });
    }
  }
}

/** The only format in which kmodel writes weights; a run would find out after its first epoch. */
const weightsEnding = '.safetensors';

function reportEnding(context: ModelRuleContext, name: string, value: string, place: Place): void {
  const values = {
    name,
    owner: 'ModelCheckpoint',
    wanted: 'a name that ends in `.safetensors`',
    found: `"${value}"`,
  };
  const better = value.replace(/(\.weights)?\.(h5|hdf5|keras)$/i, '') + weightsEnding;
  context.report('KM2004', 'default', values, place, { help: `write \`"${better}"\`.` });
}

function staysInside(path: string): boolean {
  if (path === '' || /^[/\\~]|^[a-z][a-z0-9+.-]*:/i.test(path) || path.includes('\0')) return false;
  return !path.split(/[/\\]/).includes('..');
}
