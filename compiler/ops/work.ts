import { sizeProduct, type Size } from '../shapes/size.ts';
import type { OpGraph, OpNode } from './types.ts';

/** What a graph computes in one run. Sizes that are open count for nothing. */
export interface GraphWork {
  /** Of matrix products and convolutions. */
  readonly multiplications: number;
  /** Numbers that nodes make. */
  readonly numbers: number;
}

/** The work of all nodes; of a loop's body as often as it has rounds. */
export function graphWork({ nodes }: OpGraph): GraphWork {
  let [multiplications, numbers] = [0, 0];
  for (const node of nodes) {
    multiplications += multiplicationsOf(node);
    numbers += numbersOf(node);
    if (node.op !== 'scan') continue;
    const inside = graphWork(node.attributes.body);
    const rounds = countOf([node.attributes.length]);
    multiplications += rounds * inside.multiplications;
    numbers += rounds * inside.numbers;
  }
  return { multiplications, numbers };
}

/** True for what is there before a graph runs, or looks at a tensor in another way: nothing is computed. */
export function isFree({ op }: OpNode): boolean {
  return op === 'input' || op === 'constant' || op === 'reshape' || op === 'stopGradient';
}

/** Numbers that a node makes. */
export function numbersOf(node: OpNode): number {
  return isFree(node) ? 0 : node.outputs.reduce((sum, { shape }) => sum + countOf(shape), 0);
}

/** Multiplications of a matrix product or a convolution: for each entry of the result, or of what it is a gradient of. */
export function multiplicationsOf({ op, inputs: [a, b], attributes, outputs: [y] }: OpNode): number {
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

/** The product of sizes; 0 where one is open. */
export function countOf(shape: readonly Size[]): number {
  const product = sizeProduct(shape);
  return typeof product === 'number' ? product : 0;
}
