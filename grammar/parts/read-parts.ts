import type { SourceFile } from '../source.ts';
import { changedPart } from './change.ts';
import type { PartedFile } from './part.ts';
import { readDeclaration } from './read-declaration.ts';
import { readFile } from './read-file.ts';
import { readMember } from './read-member.ts';

/**
 * Reads a file in parts, taking what has not changed from an earlier reading: of a file in which one member of a
 * model is edited, that member is read. Declarations, problems and comments are those that `parse` gives.
 *
 * The earlier reading is used up: trees that stay move to where their text is now.
 */
export function readParts(source: SourceFile, previous?: PartedFile): PartedFile {
  const change = previous && changedPart(source.text, previous);
  if (!change) return readFile(source, previous);
  return (
    readMember(source, previous, change) ??
    readDeclaration(source, previous, change) ??
    readFile(source, previous)
  );
}
