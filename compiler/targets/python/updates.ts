import { nameCode, type Code } from './ops/code.ts';

/** Code, and the inputs of its op graph that it reads itself, not by a variable made before. */
export interface WrittenValue {
  readonly value: Code;
  readonly reads: ReadonlySet<string>;
}

/** A weight that gets a new value. */
export interface WeightUpdate extends WrittenValue {
  /** What the op graph calls the old value. */
  readonly input: string;
  /** The expression that reads it. */
  readonly attribute: string;
}

/** What a layer keeps for the next batch. */
export interface KeptValue extends WrittenValue {
  /** Where it is kept. */
  readonly attribute: string;
}

/**
 * New values of weights, what is kept, and results, in an order in which all are made of the old ones: what would be
 * read too late becomes a variable before.
 */
export function inOrder(
  updates: readonly WeightUpdate[],
  results: readonly WrittenValue[],
  kept: readonly KeptValue[] = [],
): {
  readonly before: readonly (readonly [name: string, value: Code])[];
  readonly updates: readonly WeightUpdate[];
  readonly results: readonly Code[];
  readonly kept: readonly KeptValue[];
} {
  const before: (readonly [string, Code])[] = [];
  const readsAny = ({ reads }: WrittenValue, earlier: readonly WeightUpdate[]): boolean =>
    earlier.some(({ input }) => reads.has(input));
  const keep = (value: Code, name: string): Code => {
    before.push([name, value]);
    return nameCode(name);
  };
  return {
    updates: updates.map((update, index) => {
      if (!readsAny(update, updates.slice(0, index))) return update;
      return { ...update, value: keep(update.value, `new_${update.attribute.split('.').at(-1)!}`) };
    }),
    results: results.map((result, index) =>
      readsAny(result, updates)
        ? keep(result.value, results.length === 1 ? 'result' : `result_${index + 1}`)
        : result.value,
    ),
    kept: kept.map((each) =>
      readsAny(each, updates)
        ? { ...each, value: keep(each.value, `next_${each.attribute.split('.').at(-1)!}`) }
        : each,
    ),
    before,
  };
}
