import type { Doc } from 'prettier';
import type { FormatContext } from './context.ts';
import { optimizerClasses, textArguments } from './option-words.ts';
import type { Path, Printer } from './path.ts';

/** A number as it was written, with a small `e`. */
export function printNumber({ path, options }: Printer): Doc {
  const { node } = path;
  const { start, end } = node.span;
  const digits = options.originalText.slice(start, end).toLowerCase();
  if (node.kind !== 'Number' || node.unit === undefined) return digits;
  // Bytes stand apart, as in `20 MB`; thousands and millions do not, as in `300M`.
  return node.unit.text.length === 1 && node.unit.text !== 'B'
    ? digits + node.unit.text
    : `${digits} ${node.unit.text}`;
}

/** A string as it was written, or the option that it names. */
export function printString(printer: Printer, context: FormatContext): Doc {
  const { path, options } = printer;
  const { node } = path;
  if (node.kind !== 'String') return '';
  if (
    isOptimizer(path) &&
    optimizerClasses.has(node.value) &&
    !context.isTaken(node.value, node.span.start)
  ) {
    return `${optimizerClasses.get(node.value)!}()`;
  }
  if (
    isOptionPlace(path) &&
    context.optionWords.has(node.value) &&
    !context.isTaken(node.value, node.span.start)
  ) {
    return node.value;
  }
  return options.originalText.slice(node.span.start, node.span.end);
}

/** A name as it was written; `optimizer: adam` is `optimizer: Adam()`. */
export function printIdentifier({ path }: Printer, context: FormatContext): Doc {
  const { node } = path;
  if (node.kind !== 'Identifier') return '';
  const optimizer = isOptimizer(path) ? optimizerClasses.get(node.key) : undefined;
  return optimizer && !context.isTaken(node.key, node.span.start) ? `${optimizer}()` : node.text;
}

/** Whether a value is that of `optimizer` in a `train`. */
function isOptimizer(path: Path): boolean {
  const [entry, settings, train] = [path.parent, path.grandparent, path.getParentNode(2)];
  return (
    entry?.kind === 'Entry' &&
    entry.value === path.node &&
    entry.name.key === 'optimizer' &&
    settings?.kind === 'Settings' &&
    train?.kind === 'Train'
  );
}

/**
 * Whether a string stands where an option may: as a named argument or a setting, alone or in a list. Without
 * its name an argument may as well be a path, except that of `Activation`.
 */
function isOptionPlace(path: Path): boolean {
  let depth = 0;
  let holder = path.parent;
  while (holder?.kind === 'List') holder = path.getParentNode(++depth);
  if (holder?.kind === 'Argument') {
    if (holder.name) return !textArguments.has(holder.name.key);
    const call = path.getParentNode(depth + 1);
    return call?.kind === 'Call' && call.callee.key === 'Activation';
  }
  return (
    holder?.kind === 'Entry' &&
    path.getParentNode(depth + 1)?.kind === 'Settings' &&
    !textArguments.has(holder.name.key)
  );
}
