import type { CheckContext } from './context.ts';
import { noNames, type References } from './references.ts';
import { circleText, dependencyOrder } from '../names/order.ts';
import type { DefinedMember, Definition } from './definitions.ts';
import { placeIn } from './module.ts';

/** The parts of a block or model in an order in which each comes after what it refers to. */
export interface MemberOrder {
  readonly order: readonly DefinedMember[];
  /** Members that refer to each other in a circle: they have no value. */
  readonly circular: ReadonlySet<DefinedMember>;
}

/** The same, with what it comes from. */
export interface DefinitionOrder extends MemberOrder {
  /** What each member refers to, directly, or is likely to mean by a name that is not declared. */
  readonly dependencies: ReadonlyMap<DefinedMember, readonly DefinedMember[]>;
}

/** Orders the members of a definition by what they refer to, and reports circles. */
export function orderMembers(
  context: CheckContext,
  definition: Definition,
  references: References,
): DefinitionOrder {
  const dependencies = new Map<DefinedMember, readonly DefinedMember[]>();
  const written = new Map<DefinedMember, readonly DefinedMember[]>();
  const membersOf = (names: readonly string[]): readonly DefinedMember[] =>
    names.flatMap((name) => definition.names.get(name) ?? []);
  for (const defined of definition.members) {
    const found = references.get(defined.member);
    const named = membersOf(found?.names ?? noNames);
    written.set(defined, named);
    dependencies.set(defined, found?.guessed ? [...named, ...membersOf(found.guessed)] : named);
  }
  // What is only guessed makes no circle.
  const { order, circles } = dependencyOrder(definition.members, (defined) => written.get(defined)!);
  const circular = new Set<DefinedMember>();
  for (const circle of circles) {
    circle.forEach((defined) => circular.add(defined));
    reportCircle(context, circle);
  }
  return { order, circular, dependencies };
}

function reportCircle(context: CheckContext, circle: readonly DefinedMember[]): void {
  const nameOf = (defined: DefinedMember) => defined.names[0];
  const named = circle.filter((defined) => nameOf(defined));
  const [first, ...others] = named;
  if (!first) return;
  const place = placeIn(first.module, nameOf(first)!.span);
  if (others.length === 0) {
    context.report('KM4001', 'itself', { name: nameOf(first)!.text }, place);
    return;
  }
  const longest = 6;
  const names = [...named, first].map((defined) => `\`${nameOf(defined)!.text}\``);
  const shown = names.length > longest ? [...names.slice(0, longest - 1), '…', names.at(-1)!] : names;
  const related = others.slice(0, longest).map((defined) => ({
    place: placeIn(defined.module, nameOf(defined)!.span),
    message: `\`${nameOf(defined)!.text}\` is declared here.`,
  }));
  context.report('KM4001', 'default', { chain: circleText(shown) }, place, { related });
}
