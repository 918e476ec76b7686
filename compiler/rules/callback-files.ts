import { runFiles } from '../graph/run-files.ts';
import type { Place } from '../diagnostics/place.ts';
import { declaredCallbacks } from './callback-arguments.ts';
import type { ModelRuleContext } from './context.ts';

/** Keras's arguments for files and folders that callbacks write. */
const fileArguments: ReadonlySet<string> = new Set(['filepath', 'filename', 'log_dir', 'backup_dir']);

/**
 * Callbacks write only inside the output folder, and nothing that the run itself writes there: absolute paths, `..` and
 * names such as `run.json` are errors (KM2004), and so are endings in which no weights are written.
 */
export function checkCallbackFiles(context: ModelRuleContext): void {
  for (const { callback, placeOf } of declaredCallbacks(context)) {
    for (const [name, value] of Object.entries(callback.args)) {
      if (!fileArguments.has(name) || typeof value !== 'string') continue;
      const own = ownFile(value);
      if (own !== undefined)
        reportOwnFile(context, { name, owner: callback.name, found: value }, own, placeOf(name));
      else if (staysInside(value)) {
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

/** Weights that a model saves as its best ones take the place of those that a run would save. */
const ownFiles: ReadonlySet<string> = new Set(
  Object.values(runFiles).filter((file) => file !== runFiles.best),
);

/** The file or folder of the run's own that a path leads to, by its first name. */
function ownFile(path: string): string | undefined {
  const [first] = path.split(/[/\\]/).filter((part) => part !== '.' && part !== '');
  return staysInside(path) && first !== undefined && ownFiles.has(first) ? first : undefined;
}

function reportOwnFile(
  context: ModelRuleContext,
  { name, owner, found }: { readonly name: string; readonly owner: string; readonly found: string },
  own: string,
  place: Place,
): void {
  const values = { name, owner, wanted: 'a name that the run has no use for', found: `"${found}"` };
  context.report('KM2004', 'default', values, place, {
    help: `the run writes \`${own}\` itself: take another name, or a folder such as \`"mine/${found}"\`.`,
  });
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
