import { isComposite } from './composites.ts';
import { rebuild } from './rebuild.ts';
import type { GraphScope } from './scope.ts';
import type { OpGraph } from './types.ts';

/**
 * A graph in ops that every engine knows.
 * @param scope an empty one, in which it is written
 */
export function expandComposites(graph: OpGraph, scope?: GraphScope): OpGraph {
  return hasComposites(graph) ? rebuild(graph, { expands: () => true }, scope) : graph;
}

function hasComposites({ nodes }: OpGraph): boolean {
  return nodes.some(
    (node) => isComposite(node.op) || (node.op === 'scan' && hasComposites(node.attributes.body)),
  );
}
