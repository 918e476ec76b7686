import type { Member } from '../../grammar/index.ts';
import type { AnalysedMembers } from '../bind/references.ts';
import type { Definition } from '../bind/definitions.ts';
import { hasProblemWithin } from '../bind/module.ts';
import type { DeclarationState, Meaning } from './declaration-states.ts';
import { identifiersIn } from './identifiers.ts';

/** What names meant when members of a definition were analysed. */
interface Surroundings {
  readonly kind: Definition['kind'];
  /** Inputs, branches, heads and shared layers; whether they are shared layers. */
  readonly scope: ReadonlyMap<string, boolean>;
  readonly parameters: ReadonlySet<string>;
  readonly sizes: ReadonlySet<string>;
  readonly topLevel: ReadonlyMap<string, Meaning>;
}

/**
 * Remembers which members were found to be right, and gives those of a definition that still are: neither their text
 * has changed since, nor what the names in it mean.
 */
export function createAnalysisMemory(): (definition: Definition, state: DeclarationState) => AnalysedMembers {
  const known = new WeakMap<Member, Surroundings>();
  return (definition, state) => {
    const earlier = definition.members.find(({ member }) => known.has(member));
    const before = earlier && known.get(earlier.member);
    const now = before && isStill(before, definition, state) ? before : surroundingsOf(definition, state);
    const isCertain = (key: string): boolean => now.topLevel.has(key) || !definition.module.names.has(key);
    return {
      has(member) {
        const then = known.get(member);
        // What a member beside a mistake of the text refers to is unclear, also where it was clear before.
        if (!then || hasProblemWithin(definition.module, member.span)) return false;
        if (then === now) return true;
        const stays =
          then.kind === now.kind &&
          identifiersIn(member).every((key) => isCertain(key) && meansSame(key, then, now));
        // What is found out about it now takes the place of what was known.
        if (stays) known.set(member, now);
        else known.delete(member);
        return stays;
      },
      add(member) {
        if (identifiersIn(member).every(isCertain)) known.set(member, now);
      },
    };
  };
}

function surroundingsOf(definition: Definition, state: DeclarationState): Surroundings {
  const scope = new Map<string, boolean>();
  for (const [name, { member }] of definition.names) scope.set(name, member.kind === 'Shared');
  return {
    kind: definition.kind,
    scope,
    parameters: new Set(definition.parameters.map(({ parameter }) => parameter.name.key)),
    sizes: new Set(definition.sizeVariables.keys()),
    topLevel: state.meanings,
  };
}

/** Whether names mean in a definition what they meant. */
function isStill(then: Surroundings, definition: Definition, { meanings }: DeclarationState): boolean {
  const { kind, names, parameters, sizeVariables } = definition;
  if (then.kind !== kind) return false;
  if (then.scope.size !== names.size || then.topLevel.size !== meanings.size) return false;
  for (const [name, { member }] of names)
    if (then.scope.get(name) !== (member.kind === 'Shared')) return false;
  for (const [key, meaning] of meanings)
    if (!then.topLevel.has(key) || !isSameMeaning(then.topLevel.get(key), meaning)) return false;
  return (
    isSameSet(
      then.parameters,
      parameters.map(({ parameter }) => parameter.name.key),
    ) && isSameSet(then.sizes, [...sizeVariables.keys()])
  );
}

function isSameSet(then: ReadonlySet<string>, now: readonly string[]): boolean {
  return then.size === now.length && now.every((each) => then.has(each));
}

function meansSame(key: string, a: Surroundings, b: Surroundings): boolean {
  return (
    a.scope.get(key) === b.scope.get(key) &&
    a.parameters.has(key) === b.parameters.has(key) &&
    a.sizes.has(key) === b.sizes.has(key) &&
    isSameMeaning(a.topLevel.get(key), b.topLevel.get(key))
  );
}

function isSameMeaning(a: Meaning | undefined, b: Meaning | undefined): boolean {
  return a?.state === b?.state && a?.standsIn === b?.standsIn;
}
