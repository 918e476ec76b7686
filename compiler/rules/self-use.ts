import type { References } from '../bind/references.ts';
import { kindText } from '../bind/definitions.ts';
import type { Definition, Definitions } from '../bind/definitions.ts';
import { placeIn } from '../bind/module.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { circleText, dependencyOrder } from '../names/order.ts';

/**
 * Blocks and models are valid only if none uses itself, directly or through others (KM4006).
 * @returns all of them in an order in which each comes after what it uses, and those that can't be expanded: in circles, or cut off
 */
export function checkSelfUse(
  definitions: Definitions,
  references: References,
  report: Collector['report'],
): { readonly order: readonly Definition[]; readonly circular: ReadonlySet<Definition> } {
  const usesOf = (definition: Definition): readonly Definition[] => {
    const used = new Set<Definition>();
    for (const { member } of definition.members)
      for (const other of references.get(member)?.uses.keys() ?? []) used.add(other);
    return [...used];
  };
  const { order, circles } = dependencyOrder(definitions.values(), usesOf);
  const circular = new Set([...definitions.values()].filter(({ cutOff }) => cutOff));
  for (const circle of circles) {
    circle.forEach((definition) => circular.add(definition));
    const [first, second] = [circle[0]!, circle[1] ?? circle[0]!];
    const user = first.members.find(({ member }) => references.get(member)?.uses.has(second))!;
    const use = references.get(user.member)!.uses.get(second)!;
    const word = kindText(first.declaration);
    const kind = word.charAt(0).toUpperCase() + word.slice(1);
    const place = placeIn(user.module, use.span);
    const related = circle.map((definition) => ({
      place: placeIn(definition.module, definition.declaration.name.span),
      message: `\`${definition.name}\` is declared here.`,
    }));
    if (first.kind === 'component') {
      // Components are made of functions: theirs is a circle of names.
      const names = [...circle, first].map((definition) => `\`${definition.name}\``);
      if (circle.length === 1) report('KM4001', 'itself', { name: first.name }, place, { related });
      else report('KM4001', 'default', { chain: circleText(names) }, place, { related });
    } else if (circle.length === 1)
      report('KM4006', 'default', { kind, name: first.name }, place, { related });
    else {
      const chain = [...circle, first].map((definition) => `\`${definition.name}\``).join(' uses ');
      report('KM4006', 'chain', { kind, name: first.name, chain }, place, { related });
    }
  }
  return { order, circular };
}
