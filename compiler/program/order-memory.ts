import type { Identifier, Member } from '../../grammar/ast.ts';
import type { MemberReferences, References } from '../bind/references.ts';
import type { MemberOrder } from '../bind/member-order.ts';
import { namesOf, type Definition } from '../bind/definitions.ts';
import { hasProblemWithin } from '../bind/module.ts';
import { lacksSource } from '../rules/sources.ts';
import type { DeclarationState } from './declaration-states.ts';

/**
 * What the order of a definition's members, and the rules about its text, depend on. It holds nothing of the
 * definition itself, which is gone with the next change of its text.
 */
interface Structure {
  readonly members: readonly Member[];
  /** Whether each is written in the definition itself. */
  readonly own: readonly boolean[];
  readonly references: readonly (MemberReferences | undefined)[];
  readonly sizesAndParameters: readonly string[];
  readonly constants: string;
  readonly isBroken: boolean;
}

interface RememberedOrder {
  readonly structure: Structure;
  /** Places among the members. */
  readonly order: readonly number[];
}

export interface OrderMemory {
  /** The order of members that are connected as they were when nothing was wrong with it. */
  readonly recall: (definition: Definition, state: DeclarationState) => MemberOrder | undefined;
  /** Keeps the order of a definition in which the rules found nothing wrong. */
  readonly remember: (definition: Definition, state: DeclarationState, order: MemberOrder) => void;
}

/** While a word is typed, a text goes back and forth between being whole and being unclear. */
const mostRemembered = 4;

/** Remembers how definitions were ordered: most changes of a text leave it as it is who is made from whom. */
export function createOrderMemory(references: References): OrderMemory {
  // The name of a declaration stays when its members change.
  const known = new WeakMap<Identifier, readonly RememberedOrder[]>();
  const structureOf = (definition: Definition, { constants }: DeclarationState): Structure => {
    const { members, module, declaration, sizeVariables, parameters } = definition;
    return {
      members: members.map(({ member }) => member),
      own: members.map(({ owner }) => owner === declaration),
      references: members.map(({ member }) => references.get(member)),
      sizesAndParameters: [
        ...sizeVariables.keys(),
        '',
        ...parameters.map(({ parameter }) => parameter.name.key),
      ],
      constants,
      isBroken: hasProblemWithin(module, declaration.span),
    };
  };
  return {
    recall(definition, state) {
      const earlier = known.get(definition.declaration.name);
      if (!earlier) return undefined;
      const now = structureOf(definition, state);
      const then = earlier.find((each) => isSame(each, now, definition));
      if (!then) return undefined;
      return { order: then.order.map((index) => definition.members[index]!), circular: new Set() };
    },
    remember(definition, state, { order, circular }) {
      // Whether a lack of a source is a mistake of its own depends on more than the structure.
      if (circular.size > 0 || definition.members.some((each) => lacksSource(each, definition))) return;
      const { name } = definition.declaration;
      const index = new Map(definition.members.map((defined, at) => [defined, at]));
      const remembered: RememberedOrder = {
        structure: structureOf(definition, state),
        order: order.map((defined) => index.get(defined)!),
      };
      known.set(name, [remembered, ...(known.get(name) ?? [])].slice(0, mostRemembered));
    },
  };
}

function isSame({ structure: a }: RememberedOrder, b: Structure, definition: Definition): boolean {
  const isSameMember = (one: Member, index: number): boolean => {
    const other = b.members[index]!;
    if (!isSameReference(a.references[index], b.references[index])) return false;
    if (one === other) return true;
    return (
      one.kind === other.kind &&
      a.own[index] === b.own[index] &&
      !lacksSource(definition.members[index]!, definition) &&
      isSameList(keysOf(one), keysOf(other))
    );
  };
  return (
    a.constants === b.constants &&
    a.isBroken === b.isBroken &&
    a.members.length === b.members.length &&
    a.members.every(isSameMember) &&
    isSameList(a.sizesAndParameters, b.sizesAndParameters)
  );
}

function keysOf(member: Member): readonly string[] {
  return namesOf(member).map(({ key }) => key);
}

function isSameReference(a: MemberReferences | undefined, b: MemberReferences | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.unclear === b.unclear &&
    isSameList(a.names, b.names) &&
    isSameList(a.later ?? [], b.later ?? []) &&
    isSameList(a.guessed ?? [], b.guessed ?? [])
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
