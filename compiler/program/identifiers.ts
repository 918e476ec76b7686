import { children, visit, type Node, type TopLevelDeclaration } from '../../grammar/index.ts';

const known = new WeakMap<Node, readonly string[]>();

/** Calls `use` with every name that stands in a declaration, except its own; with some more than once. */
export function forEachIdentifier(declaration: TopLevelDeclaration, use: (key: string) => void): void {
  const own = declaration.kind === 'Import' ? undefined : declaration.name;
  for (const node of children(declaration)) if (node !== own) identifiersIn(node).forEach(use);
}

/** Every name that stands in a node, once; those of a member stay known when the rest of its declaration changes. */
export function identifiersIn(node: Node): readonly string[] {
  let found = known.get(node);
  if (!found) {
    const keys = new Set<string>();
    visit(node, (each) => {
      if (each.kind === 'Identifier' && each.key !== '') keys.add(each.key);
    });
    found = [...keys];
    known.set(node, found);
  }
  return found;
}
