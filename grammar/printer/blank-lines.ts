import type { Options, Printed } from './path.ts';

const blankBehind = /[^\S\n]*,?[^\S\n]*(?:\/\*(?:[^*]|\*(?!\/))*\*\/[^\S\n]*)*(?:\/\/[^\n]*)?\n[^\S\n]*\n/y;

/** Whether a blank line follows the line on which a node ends, comments behind it passed over. */
export function isBlankBehind(node: Printed, { originalText }: Options): boolean {
  blankBehind.lastIndex = node.span.end;
  return blankBehind.test(originalText);
}
