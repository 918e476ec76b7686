/** Lists of lists, as deep as a tensor has axes. */
export type Nested<T> = T | readonly Nested<T>[];

/** Numbers in the shape of a tensor, as lists of lists. */
export function nestedNumbers<T>(values: readonly T[], shape: readonly number[]): Nested<T> {
  const [first, ...rest] = shape;
  if (first === undefined) return values[0]!;
  const length = values.length / first;
  return Array.from({ length: first }, (_, index) =>
    nestedNumbers(values.slice(index * length, (index + 1) * length), rest),
  );
}
