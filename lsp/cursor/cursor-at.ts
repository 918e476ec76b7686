import type { FileView, PartView } from '../service.ts';
import type { Cursor } from './cursor.ts';
import { readCursor } from './read-cursor.ts';

/**
 * What is being written at an offset of a file.
 * @param part the declaration around it, or the last one before it
 */
export function cursorAt(view: FileView, part: PartView | undefined, offset: number): Cursor {
  const { text } = view.source;
  return readCursor(textBefore(text, part, offset), text.slice(offset), view.file.parted.balanced);
}

/**
 * What has to be read of a text to know what is written at an offset: of a declaration with members, its head and the
 * member that is being written.
 */
export function textBefore(text: string, part: PartView | undefined, offset: number): string {
  if (!part) return text.slice(0, offset);
  const { declaration, start } = part;
  const inner = offset - start;
  const whole = text.slice(start, offset);
  if (!('members' in declaration)) return whole;
  const member = declaration.members.findLast(({ span }) => span.start <= inner);
  if (!member) return whole;
  const { body } = declaration;
  return `${whole.slice(0, body.start + 1)}\n${whole.slice(member.span.start)}`;
}
