import type { Module } from '../compiler/bind/module.ts';
import { children, visit, type Identifier, type Node, type TopLevelDeclaration } from '../grammar/index.ts';

/** The nodes of a declaration around an offset, outermost first; a node that ends at the offset counts too. */
export function nodesAround(declaration: TopLevelDeclaration, offset: number): readonly Node[] {
  const path: Node[] = [];
  for (let node: Node | undefined = declaration; node;) {
    path.push(node);
    node = children(node).findLast(({ span }) => span.start <= offset && offset <= span.end);
  }
  return path;
}

const parents = new WeakMap<Module, ReadonlyMap<Identifier, Node>>();

/** The node of a kind whose name an identifier is, in the module where it stands. */
export function ownerOf<K extends Node['kind']>(
  module: Module,
  identifier: Identifier,
  kind: K,
): Extract<Node, { kind: K }> | undefined {
  let known = parents.get(module);
  if (!known) {
    const found = new Map<Identifier, Node>();
    let input: Node | undefined;
    for (const declaration of module.file.declarations) {
      visit(declaration, (node, parent) => {
        if (node.kind === 'Input') input = node;
        // A size belongs to the input in whose type it stands.
        if (node.kind === 'Identifier' && parent)
          found.set(node, parent.kind === 'TensorType' && input ? input : parent);
      });
    }
    known = found;
    parents.set(module, known);
  }
  const owner = known.get(identifier);
  return owner?.kind === kind ? (owner as Extract<Node, { kind: K }>) : undefined;
}
