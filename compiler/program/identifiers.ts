import { visit, type Member, type Node, type TopLevelDeclaration } from '../../grammar/index.ts';

const known = new WeakMap<Node, readonly string[]>();

/** Calls `use` with every name that stands in a declaration, except its own; with some more than once. */
export function forEachIdentifier(declaration: TopLevelDeclaration, use: (key: string) => void): void {
  const members: readonly Node[] = 'members' in declaration ? declaration.members : [];
  let member = 0;
  const own = declaration.kind === 'Import' ? undefined : declaration.name;
  // Members are the last children of a declaration, in their order.
  const isCounted = (node: Node): boolean => {
    if (node === members[member]) member++;
    else return node !== own;
    return false;
  };
  identifiersUnder(declaration, isCounted).forEach(use);
  for (const each of members) identifiersIn(each as Member).forEach(use);
}

/** Every name that stands in a member, once; they stay known when the rest of its declaration changes. */
export function identifiersIn(member: Member): readonly string[] {
  return known.get(member) ?? identifiersUnder(member, () => true);
}

function identifiersUnder(root: Node, counts: (node: Node) => boolean): readonly string[] {
  let found = known.get(root);
  if (!found) {
    const keys = new Set<string>();
    visit(root, (node) => {
      if (!counts(node)) return false;
      if (node.kind === 'Identifier' && node.key !== '') keys.add(node.key);
      return true;
    });
    found = [...keys];
    known.set(root, found);
  }
  return found;
}
