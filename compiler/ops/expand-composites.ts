import { isComposite } from './composites.ts';
import { rebuild } from './rebuild.ts';
import type { OpGraph } from './types.ts';

/** A graph in ops that every engine knows. */
export function expandComposites(graph: OpGraph): OpGraph {
  return hasComposites(graph) ? rebuild(graph, { expands: () => true }) : graph;
}

function hasComposites({ nodes }: OpGraph): boolean {
  return nodes.some(
    (node) => isComposite(node.op) || (node.op === 'scan' && hasComposites(node.attributes.body)),
  );
}
