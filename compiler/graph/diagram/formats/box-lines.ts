import type { DiagramNode } from '../diagram.ts';

/** The lines of text in a box: title, arguments where there are some, caption. */
export function boxLines({ title, arguments: line, caption }: DiagramNode): readonly string[] {
  return line === '' ? [title, caption] : [title, line, caption];
}
