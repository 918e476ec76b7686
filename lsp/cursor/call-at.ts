import { directWords, readOpenText, wordsIn, type OpenFrame, type OpenKind } from '../../grammar/index.ts';
import type { FileView, PartView } from '../service.ts';
import { textBefore } from './cursor-at.ts';

/** A call in whose parentheses somebody writes, whether they are closed or not. */
export interface OpenCall {
  readonly callee: string;
  /** How many arguments stand before the one that is being written. */
  readonly position: number;
  /** The name of that one, where it has one. */
  readonly name: string | undefined;
}

/** What stands around calls, but not in them. */
const outside: ReadonlySet<OpenKind> = new Set(['file', 'body', 'settings', 'parameters', 'imports']);

/** How far behind the cursor the colon of a name is looked for. */
const farthestBehind = 200;

/**
 * The innermost call around an offset of a file.
 * @param part the declaration around it, or the last one before it
 */
export function callAt(view: FileView, part: PartView | undefined, offset: number): OpenCall | undefined {
  const before = textBefore(view.source.text, part, offset);
  const { words, frames, wordStart } = readOpenText(before, view.file.parted.balanced);
  const frame = callOf(frames);
  if (!frame) return undefined;
  const argumentStart = words[frame.statement]?.start ?? wordStart;
  const behind = view.source.text.slice(offset, offset + farthestBehind);
  return {
    callee: frame.of.normalize('NFC'),
    position: directWords(words, frame.first).filter((at) => words[at]!.text === ',').length,
    name: argumentName(before.slice(argumentStart) + behind),
  };
}

function callOf(frames: readonly OpenFrame[]): OpenFrame | undefined {
  const inner = frames.findLast(({ kind }) => kind === 'call' || outside.has(kind));
  return inner?.kind === 'call' ? inner : undefined;
}

/** The name of the argument with which a text begins. */
function argumentName(text: string): string | undefined {
  // Where nothing is written yet, what follows further on is another argument.
  if (/^\s/.test(text)) return undefined;
  const [name, colon] = wordsIn(text);
  return colon?.text === ':' ? name!.text.normalize('NFC') : undefined;
}
