import { Component, innerWords, memberWords, reservedWords, topLevelWords } from './tokens.ts';

/** Words of a pipeline that are names where no stage begins. */
const freeInside: ReadonlySet<string> = new Set(['extends', 'from', 'in']);

/** Whether a word means something wherever a name can stand, so that nothing can bear it. */
export function isReservedWord(word: string): boolean {
  return reservedWords.has(word) || (innerWords.has(word) && !freeInside.has(word));
}

/** Whether a word belongs to the first line of a declaration: as a name it is legal, but not everywhere. */
export function isDeclarationWord(word: string): boolean {
  const top = topLevelWords.get(word);
  if (top !== undefined) return top !== Component;
  return memberWords.has(word) || word === 'extends' || word === 'from';
}
