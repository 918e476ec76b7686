/**
 * A text of one line in which every character can be seen: those that would move a terminal's cursor, colour what
 * follows, end the line or turn the direction of writing are written as `\u001b`. Names come from files that nobody
 * needs to trust.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
