import type { Identifier } from '../../grammar/ast.ts';
import { visit, type Node } from '../../grammar/walk.ts';
import type { Edit, Fix } from '../diagnostics/diagnostic.ts';
import type { DefinedMember } from './definitions.ts';
import { placeIn, type Module } from './module.ts';

/**
 * What helps against a second tensor of one name, as in `branch h = h -> Dense(8)`: the fix renames it, and the uses
 * behind it, which mean the second.
 * @param own the names of the model or block so far
 */
export function rebinding(
  name: Identifier,
  { member }: DefinedMember,
  module: Module,
  own: ReadonlyMap<string, unknown>,
): { readonly help?: string; readonly fixes?: readonly Fix[] } {
  if (member.kind !== 'Branch') return {};
  let count = 2;
  while (own.has(`${name.key}_${count}`)) count++;
  const other = `${name.text}_${count}`;
  const edits: Edit[] = [{ place: placeIn(module, name.span), newText: other }];
  const declaration = module.file.declarations.find(
    ({ span }) => span.start <= name.span.start && span.end >= name.span.end,
  );
  if (declaration) {
    // A third one takes the name over from its line on; what it is made from is still the second.
    let end = Infinity;
    visit(declaration, (node, parent) => {
      if (node.kind !== 'Identifier' || node.key !== name.key) return;
      if (node.span.start < member.span.end || node.span.start > end) return;
      if (parent && isDeclared(node, parent)) end = parent.span.end;
      else if (!isLabel(node, parent)) edits.push({ place: placeIn(module, node.span), newText: other });
    });
  }
  return {
    help: 'a name stands for one tensor.',
    fixes: [{ title: `Name the second \`${other}\``, edits }],
  };
}

function isDeclared(node: Node, parent: Node): boolean {
  return parent.kind === 'Branch' ? parent.target === node : parent.kind === 'Head' && parent.name === node;
}

/** Whether a name says which argument or entry something is. */
function isLabel(node: Node, parent: Node | undefined): boolean {
  return (parent?.kind === 'Argument' || parent?.kind === 'Entry') && parent.name === node;
}
