import { flat, type PythonExpression } from './layout.ts';

/** A weight that gets a new value: the expression that reads it, and the value. */
export interface WeightUpdate {
  readonly attribute: string;
  readonly value: PythonExpression;
}

/**
 * New values of weights, and results, in an order in which all are made of the old ones: what would be read too late
 * becomes a variable before.
 */
export function inOrder(
  updates: readonly WeightUpdate[],
  results: readonly PythonExpression[],
): {
  readonly before: readonly (readonly [name: string, value: PythonExpression])[];
  readonly updates: readonly WeightUpdate[];
  readonly results: readonly PythonExpression[];
} {
  const before: (readonly [string, PythonExpression])[] = [];
  const reads = (value: PythonExpression, earlier: readonly WeightUpdate[]): boolean => {
    const text = flat(value);
    return earlier.some(({ attribute }) =>
      new RegExp(`(?<![\\w.])${attribute.replaceAll('.', '\\.')}(?!\\w)`).test(text),
    );
  };
  const keep = (value: PythonExpression, name: string): string => {
    before.push([name, value]);
    return name;
  };
  return {
    updates: updates.map((update, index) => {
      if (!reads(update.value, updates.slice(0, index))) return update;
      return { ...update, value: keep(update.value, `new_${update.attribute.split('.').at(-1)!}`) };
    }),
    results: results.map((value, index) =>
      reads(value, updates) ? keep(value, results.length === 1 ? 'result' : `result_${index + 1}`) : value,
    ),
    before,
  };
}
