import type { CallExpression } from '../../../grammar/ast.ts';
import { createSourceFile, parse, visit } from '../../../grammar/index.ts';
import { placeIn, type Module } from '../module.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import { quotedList } from '../../diagnostics/suggest.ts';
import type { ArgumentType } from '../../declarations/declare.ts';

/** An argument that must be given and is not. */
export interface MissingArgument {
  readonly name: string;
  readonly type: ArgumentType | undefined;
}

/**
 * The fix that writes missing arguments, with values to begin with: those of the layer's example, else the
 * smallest that their types allow.
 * @param example a pipeline in which `owner` stands with all that it needs
 */
export function missingArgumentsFix(
  module: Module,
  call: CallExpression,
  missing: readonly MissingArgument[],
  example?: { readonly owner: string; readonly text: string; readonly names: readonly string[] },
): readonly Fix[] {
  const { end } = call.parentheses;
  const isClosed = module.source.text.charAt(end - 1) === ')';
  if (!isClosed) return [];
  const shown = example ? valuesIn(example) : undefined;
  const values = missing.map(({ name, type }) => shown?.get(name) ?? valueOf(type));
  if (values.some((value) => value === undefined)) return [];
  const isBare = call.arguments.length === 0;
  const written = missing.map(({ name }, index) => (isBare ? values[index]! : `${name}: ${values[index]!}`));
  const newText = `${isBare ? '' : ', '}${written.join(', ')}`;
  const place = placeIn(module, { start: end - 1, end: end - 1 });
  const title = `Add ${quotedList(
    missing.map(({ name }) => name),
    'and',
  )}`;
  return [{ title, edits: [{ place, newText }] }];
}

const known = new Map<string, ReadonlyMap<string, string>>();

/** The arguments of a layer in its example, as they are written there. */
function valuesIn({
  owner,
  text,
  names,
}: {
  readonly owner: string;
  readonly text: string;
  readonly names: readonly string[];
}): ReadonlyMap<string, string> {
  let values = known.get(owner);
  if (!values) {
    const found = new Map<string, string>();
    const source = createSourceFile(owner, `model A {\n  branch y = ${text}\n}`);
    visit(parse(source).file, (node) => {
      if (node.kind !== 'Call' || node.callee.text !== owner) return;
      node.arguments.forEach(({ name, value }, index) => {
        const key = name?.key ?? names[index];
        if (key !== undefined) found.set(key, source.text.slice(value.span.start, value.span.end));
      });
    });
    values = found;
    known.set(owner, values);
  }
  return values;
}

function valueOf(type: ArgumentType | undefined): string | undefined {
  switch (type?.kind) {
    case 'integer':
      return String(Math.max(1, type.minimum ?? 1));
    case 'number':
      return String(type.minimum ?? (type.above === undefined ? 0.5 : type.above + 0.5));
    case 'boolean':
      return 'true';
    case 'string':
      return '""';
    case 'option':
      return type.options[0];
    case 'perAxis':
      return String(Math.max(1, type.minimum));
    case 'list': {
      const entry = valueOf(type.of);
      return entry === undefined ? undefined : `[${entry}]`;
    }
    default:
      return undefined;
  }
}
