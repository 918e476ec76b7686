import type { CallExpression, Expression } from '../../grammar/ast.ts';
import { placeIn } from '../bind/module.ts';
import type { ModelRuleContext } from './context.ts';

/** Keras's arguments for files and folders that callbacks write. */
const fileArguments: ReadonlySet<string> = new Set(['filepath', 'filename', 'log_dir', 'backup_dir']);

/** Callbacks write only inside the output folder: absolute paths and `..` are errors (KM2004). */
export function checkCallbackFiles({ definition, training, report }: ModelRuleContext): void {
  const entry = definition.train?.member.settings.entries.find(({ name }) => name.key === 'callbacks');
  const written = entry?.value.kind === 'List' ? entry.value.items : [];
  for (const [index, callback] of training.settings.callbacks.entries()) {
    for (const [name, value] of Object.entries(callback.args)) {
      if (!fileArguments.has(name) || typeof value !== 'string' || staysInside(value)) continue;
      const expression = valueOf(written[index], name) ?? entry!.value;
      const place = placeIn(definition.train!.module, expression.span);
      report('KM2004', 'file', { name, owner: callback.name, found: value }, place, {
        help: 'a name such as `"best.safetensors"` lies in the folder that `-o` names.',
      });
    }
  }
}

function staysInside(path: string): boolean {
  if (path === '' || /^[/\\~]|^[a-z][a-z0-9+.-]*:/i.test(path) || path.includes('\0')) return false;
  return !path.split(/[/\\]/).includes('..');
}

function valueOf(callback: Expression | undefined, name: string): Expression | undefined {
  if (callback?.kind !== 'Call') return undefined;
  const call: CallExpression = callback;
  return (
    call.arguments.find((argument) => argument.name?.key === name) ??
    call.arguments.find((each) => !each.name)
  )?.value;
}
