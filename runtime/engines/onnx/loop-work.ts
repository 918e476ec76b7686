import type { OpGraph, OpNode } from '../../../compiler/ops/types.ts';
import { sizeProduct, type Size } from '../../../compiler/shapes/size.ts';

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
      outside += madeBy(node) + multiplications(node) / multiplicationsPerEntry;
      continue;
    }
    const { body, length } = node.attributes;
    const rounds = countOf([length]);
    for (const each of body.nodes) {
      entries += rounds * madeBy(each);
      products += rounds * multiplications(each);
      largestProduct = Math.max(largestProduct, multiplications(each));
    }
  }
  return { entries, inside: entries + products / multiplicationsPerEntry, outside, largestProduct };
}

/**
 * Products of so many multiplications are worth a second thread; in smaller ones threads wait for each other longer
 * than they compute. Measured with GRU and LSTM layers of 32 to 256 units.
 */
const worthThreads = 4e6;

/** True where loops with small rounds are a third of a step or more: it runs faster on one thread. */
export function hasSmallRounds(graph: OpGraph): boolean {
  const { inside, outside, largestProduct } = loopWork(graph);
  return inside > outside / 2 && largestProduct < worthThreads;
}

/** Numbers that a node makes; inputs and constants are there before, and views make none. */
function madeBy({ op, outputs }: OpNode): number {
  if (op === 'input' || op === 'constant' || op === 'reshape' || op === 'stopGradient') return 0;
  return outputs.reduce((sum, { shape }) => sum + countOf(shape), 0);
}

/** Multiplications of a matrix product or a convolution: for each entry of the result, or of what it is a gradient of. */
function multiplications({ op, inputs: [a, b], attributes, outputs: [y] }: OpNode): number {
  switch (op) {
    case 'matmul':
      return countOf(y!.shape) * countOf(a!.shape.slice(attributes.transposeA ? -2 : -1).slice(0, 1));
    case 'convolution':
      return (countOf(y!.shape) * countOf(b!.shape)) / countOf(b!.shape.slice(-1));
    case 'convolutionInputGradient':
      return (countOf(a!.shape) * countOf(b!.shape)) / countOf(b!.shape.slice(-1));
    case 'convolutionKernelGradient':
      return (countOf(b!.shape) * countOf(y!.shape)) / countOf(y!.shape.slice(-1));
    default:
      return 0;
  }
}

function countOf(shape: readonly Size[]): number {
  const product = sizeProduct(shape);
  return typeof product === 'number' ? product : 0;
}
