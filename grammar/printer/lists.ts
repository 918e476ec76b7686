import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import { printDangling } from './comments.ts';
import { isBlankBehind } from './blank-lines.ts';
import { atEach, printEach, type Printer } from './path.ts';

const { group, hardline, ifBreak, indent, join, line, softline } = builders;

/** `[a, b]`, `(a, b)`: on one line, or one item a line with a comma behind each. */
export function printBracketed(printer: Printer, property: string, open: string, close: string): Doc {
  const items = printEach(printer, property);
  if (items.length === 0) return printEmpty(printer, open, close);
  return group([open, indent([softline, join([',', line], items)]), ifBreak(','), softline, close]);
}

/**
 * `{a: 1, b: 2}`: on one line, or one entry a line without commas. `space` stands inside the braces of the
 * one-line form.
 */
export function printBraced(printer: Printer, property: string, space: '' | ' ', expanded = false): Doc {
  const items = printSeparated(printer, property, ifBreak('', ','));
  if (items.length === 0) return printEmpty(printer, '{', '}');
  const edge = space === '' ? softline : line;
  return group(['{', indent([edge, ...items]), edge, '}'], { shouldBreak: expanded });
}

/** Entries with a line between them, and a blank one where the text has one and there is room for lines. */
function printSeparated(printer: Printer, property: string, separator: Doc): Doc[] {
  const items: Doc[] = [];
  const last = (printer.path.node as unknown as Record<string, unknown[]>)[property]!.length - 1;
  atEach(printer, property, ({ path, options, print }, index) => {
    items.push(print());
    if (index === last) return;
    items.push(separator, line);
    if (isBlankBehind(path.node, options)) items.push(ifBreak(builders.hardlineWithoutBreakParent));
  });
  return items;
}

/** Brackets with nothing or with comments alone between them. */
export function printEmpty(printer: Printer, open: string, close: string): Doc {
  const comments = printDangling(printer);
  if (comments.length === 0) return [open, close];
  return [open, indent([hardline, ...comments]), hardline, close];
}
