import type { OpGraph } from '../../../compiler/ops/types.ts';
import { countOf, multiplicationsOf, numbersOf } from '../../../compiler/ops/work.ts';

/** What the loops of a graph do. */
export interface LoopWork {
  /** Numbers that their bodies compute in all rounds. */
  readonly entries: number;
  /** The work of their bodies, and of the graph outside of them: in numbers, products by what they take as long as. */
  readonly inside: number;
  readonly outside: number;
  /** Multiplications of the largest matrix product of a round. */
  readonly largestProduct: number;
}

/** So many multiplications take as long as another op takes for a number. */
const multiplicationsPerEntry = 50;

/** Measures the loops of a graph; sizes that are open count for nothing. */
export function loopWork({ nodes }: OpGraph): LoopWork {
  let [entries, products, outside, largestProduct] = [0, 0, 0, 0];
  for (const node of nodes) {
    if (node.op !== 'scan') {
      outside += numbersOf(node) + multiplicationsOf(node) / multiplicationsPerEntry;
      continue;
    }
    const { body, length } = node.attributes;
    const rounds = countOf([length]);
    for (const each of body.nodes) {
      entries += rounds * numbersOf(each);
      products += rounds * multiplicationsOf(each);
      largestProduct = Math.max(largestProduct, multiplicationsOf(each));
    }
  }
  return { entries, inside: entries + products / multiplicationsPerEntry, outside, largestProduct };
}

/** Products of so many multiplications are worth all threads. */
const worthThreads = 4e6;

/**
 * Threads for loops of smaller rounds: a second one takes a seventh to a quarter of the time off training steps of GRU
 * and LSTM layers of 16 to 64 units, where each has a core to itself. More would have microseconds of work in a round, and wait
 * for each other longer than that.
 */
export const smallRoundThreads = 2;

/** True where loops with small rounds are a third of a step or more. */
export function hasSmallRounds(graph: OpGraph): boolean {
  const { inside, outside, largestProduct } = loopWork(graph);
  return inside > outside / 2 && largestProduct < worthThreads;
}
