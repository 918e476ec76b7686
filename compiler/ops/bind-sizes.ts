import { evaluateSize } from '../shapes/size.ts';
import { rebuild } from './rebuild.ts';
import type { OpGraph } from './types.ts';

/** Numbers for size variables, by name, and for unknown sizes, by key. */
export type SizeValues = ReadonlyMap<string, number>;

/** A graph with its open sizes replaced by numbers, as far as they are known. */
export function bindSizes(graph: OpGraph, sizes: SizeValues): OpGraph {
  return rebuild(graph, { size: (size) => evaluateSize(size, sizes) ?? size });
}
