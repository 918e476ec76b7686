import type { OpNode } from '../../ops/types.ts';

/** True for what is there without being computed: inputs, weights, constants, sizes. */
export function isLeaf({ op }: OpNode): boolean {
  return op === 'input' || op === 'constant' || op === 'size';
}
