import { visit, type Member, type Node, type TopLevelDeclaration } from '../../grammar/index.ts';

const known = new WeakMap<Node, readonly string[]>();

/** Every name that stands in a declaration, except its own; some more than once. */
export function* identifiersOf(declaration: TopLevelDeclaration): Iterable<string> {
  yield* identifiersAround(declaration);
  if ('members' in declaration) for (const member of declaration.members) yield* identifiersIn(member);
}

/** The names outside of members. */
function identifiersAround(declaration: TopLevelDeclaration): readonly string[] {
  const members = new Set<Node>('members' in declaration ? declaration.members : []);
  const own = declaration.kind === 'Import' ? undefined : declaration.name;
  return remember(declaration, (node) => node !== own && !members.has(node));
}

/** Every name that stands in a member, once; they stay known when the rest of its declaration changes. */
export function identifiersIn(member: Member): readonly string[] {
  return remember(member, () => true);
}

function remember(root: Node, counts: (node: Node) => boolean): readonly string[] {
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
