import { joined, type NumberLeaf, type PythonExpression } from './expressions.ts';
import { numbersIn, skeletonOf, withStatementNumbers, type Statement } from './statements.ts';

/** What may stand in the place of a number: the value that it has for each of several uses. */
export interface NumberSource {
  /** What code reads it as. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The same statements for several uses that differ in numbers alone, which are read from arguments.
 * @param uses the statements of each use
 * @returns the statements, and the sources that they read; undefined where uses differ in more, or where no source
 * has the numbers that differ
 */
export function mergeNumbers(
  uses: readonly (readonly Statement[])[],
  sources: readonly NumberSource[],
): { readonly statements: readonly Statement[]; readonly used: ReadonlySet<NumberSource> } | undefined {
  const [first] = uses as readonly [readonly Statement[]];
  const skeleton = skeletonOf(first);
  if (uses.some((each) => skeletonOf(each) !== skeleton)) return undefined;
  const numbers = uses.map(numbersIn);
  const used = new Set<NumberSource>();
  let at = 0;
  let isKnown = true;
  const statements = withStatementNumbers(first, (leaf) => {
    const vector = numbers.map((each) => each[at]!);
    at++;
    if (vector.every(({ value }) => Object.is(value, leaf.value))) return leaf;
    const found = sourceOf(vector, sources);
    if (!found) {
      isKnown = false;
      return leaf;
    }
    used.add(found.source);
    return found.expression;
  });
  return isKnown ? { statements, used } : undefined;
}

/** The source that has the numbers, or their opposites. */
function sourceOf(
  vector: readonly NumberLeaf[],
  sources: readonly NumberSource[],
): { readonly source: NumberSource; readonly expression: PythonExpression } | undefined {
  const withValues = (sign: 1 | -1): NumberSource | undefined =>
    sources.find(({ values }) => values.every((value, index) => isSame(value, sign * vector[index]!.value)));
  const same = withValues(1);
  if (same) return { source: same, expression: same.text };
  const opposite = withValues(-1);
  return opposite && { source: opposite, expression: joined('-', opposite.text) };
}

/** Texts hold no more digits than float32 keeps. */
function isSame(value: unknown, written: number): boolean {
  return typeof value === 'number' && Math.fround(value) === Math.fround(written);
}
