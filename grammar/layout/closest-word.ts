/** Words that begin a declaration elsewhere, and what they mean here. */
const wordsOfOthers: ReadonlyMap<string, string> = new Map([
  ['inputs', 'input'],
  ['output', 'head'],
  ['outputs', 'head'],
  ['let', 'branch'],
  ['var', 'branch'],
  ['val', 'branch'],
  ['tensor', 'branch'],
  ['class', 'model'],
  ['network', 'model'],
  ['function', 'block'],
  ['def', 'block'],
]);

/** The word among `words` that is meant by a word of Keras or of another language. */
export function wordOfOthers(word: string, words: ReadonlyMap<string, unknown>): string | undefined {
  const meant = wordsOfOthers.get(word.toLowerCase());
  return meant !== undefined && words.has(meant) ? meant : undefined;
}

/** The word among `words` that is one edit away: a letter more, less, changed, or two that changed places. */
export function closestWord(word: string, words: readonly string[]): string | undefined {
  return words.find((candidate) => isOneEdit(word.toLowerCase(), candidate));
}

function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const left = a.slice(start, endA);
  const right = b.slice(start, endB);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
