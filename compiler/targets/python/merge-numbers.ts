/** A number that no name and no other number is a part of. */
const number = /(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])/g;

/** What may stand in the place of a number: the value that it has for each of the texts. */
export interface NumberSource {
  /** What a text reads it as. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * One text for several that differ in numbers alone, which are read from arguments.
 * @returns the text, and the sources that it reads; undefined where they differ in more, or where no source has the
 * numbers that differ
 */
export function mergeNumbers(
  texts: readonly string[],
  sources: readonly NumberSource[],
): { readonly text: string; readonly used: ReadonlySet<NumberSource> } | undefined {
  const [first] = texts;
  const shape = first!.replace(number, '#');
  if (texts.some((text) => text.replace(number, '#') !== shape)) return undefined;
  const numbers = texts.map((text) => [...text.matchAll(number)].map(([found]) => Number(found)));
  const used = new Set<NumberSource>();
  let at = 0;
  let isKnown = true;
  const text = first!.replace(number, (found) => {
    const vector = numbers.map((each) => each[at]!);
    at++;
    if (vector.every((each) => each === vector[0])) return found;
    const source = sources.find(({ values }) =>
      values.every((value, index) => isSame(value, vector[index]!)),
    );
    if (!source) {
      isKnown = false;
      return found;
    }
    used.add(source);
    return source.text;
  });
  return isKnown ? { text, used } : undefined;
}

/** Texts hold no more digits than float32 keeps. */
function isSame(value: unknown, written: number): boolean {
  return typeof value === 'number' && Math.fround(value) === Math.fround(written);
}
