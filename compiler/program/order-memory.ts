import type { Identifier, Member } from '../../grammar/ast.ts';
import type { MemberOrder, MemberReferences, References } from '../bind/analyse.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import { hasProblemWithin } from '../bind/module.ts';
import { lacksSource } from '../rules/sources.ts';
import type { DeclarationState } from './declaration-states.ts';

/** What the order of a definition's members, and the rules about its text, depend on. */
interface Structure {
  readonly definition: Definition;
  readonly members: readonly DefinedMember[];
  readonly references: readonly (MemberReferences | undefined)[];
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

/** Remembers how definitions were ordered: most changes of a text leave it as it is who is made from whom. */
export function createOrderMemory(references: References): OrderMemory {
  // The name of a declaration stays when its members change.
  const known = new WeakMap<Identifier, RememberedOrder>();
  const structureOf = (definition: Definition, { constants }: DeclarationState): Structure => ({
    definition,
    members: definition.members,
    references: definition.members.map(({ member }) => references.get(member)),
    constants,
    isBroken: hasProblemWithin(definition.module, definition.declaration.span),
  });
  return {
    recall(definition, state) {
      const then = known.get(definition.declaration.name);
      if (!then || !isSame(then.structure, structureOf(definition, state))) return undefined;
      return { order: then.order.map((index) => definition.members[index]!), circular: new Set() };
    },
    remember(definition, state, { order, circular }) {
      const { name } = definition.declaration;
      if (circular.size > 0) known.delete(name);
      else {
        const index = new Map(definition.members.map((defined, at) => [defined, at]));
        const places = order.map((defined) => index.get(defined)!);
        known.set(name, { structure: structureOf(definition, state), order: places });
      }
    },
  };
}

function isSame(a: Structure, b: Structure): boolean {
  return (
    a.constants === b.constants &&
    a.isBroken === b.isBroken &&
    a.members.length === b.members.length &&
    a.members.every((_, index) => isSameMember(a, b, index)) &&
    isSameList(sizesAndParameters(a.definition), sizesAndParameters(b.definition))
  );
}

function sizesAndParameters({ sizeVariables, parameters }: Definition): readonly string[] {
  return [...sizeVariables.keys(), '', ...parameters.map(({ parameter }) => parameter.name.key)];
}

function isSameMember(a: Structure, b: Structure, index: number): boolean {
  const one = a.members[index]!;
  const other = b.members[index]!;
  if (!isSameReference(a.references[index], b.references[index])) return false;
  if (one.member === other.member) return true;
  return (
    (one.owner === a.definition.declaration) === (other.owner === b.definition.declaration) &&
    one.member.kind === other.member.kind &&
    isSameList(namesOf(one), namesOf(other)) &&
    lacksSource(one, a.definition) === lacksSource(other, b.definition)
  );
}

function namesOf({ names }: DefinedMember<Member>): readonly string[] {
  return names.map(({ key }) => key);
}

function isSameReference(a: MemberReferences | undefined, b: MemberReferences | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.unclear === b.unclear && isSameList(a.names, b.names);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
