import type { CheckedHead, CheckedObjective } from '../expand/checked-terms.ts';
import type { CheckedTraining } from '../expand/training.ts';
import type { MemberReferences, References } from '../bind/references.ts';
import type { DefinitionOrder } from '../bind/member-order.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import type { Frame } from '../expand/site.ts';
import { hasProblemWithin } from '../bind/module.ts';
import type { Collector } from '../diagnostics/collector.ts';

/** What rules about one block or model see. Questions that several rules ask are answered once. */
export interface DefinitionRuleContext {
  readonly definition: Definition;
  readonly report: Collector['report'];
  readonly referencesOf: (defined: DefinedMember) => MemberReferences | undefined;
  /** What the members refer to, directly. */
  readonly dependenciesOf: (defined: DefinedMember) => readonly DefinedMember[];
  /** Every member that another one refers to. */
  readonly used: () => ReadonlySet<DefinedMember>;
  /** Everything that the results (heads, `return`) are made from, by text. */
  readonly reachedByResults: () => ReadonlySet<DefinedMember>;
  /** True where an unknown name or broken text may refer to anything: rules about what is unused stay silent. */
  readonly isUnclear: () => boolean;
  /** Whether a pipeline lacks its source: inputs may then be unused for that reason alone. */
  lacksSource: boolean;
}

/** What rules about an expanded model see. */
export interface ModelRuleContext {
  readonly definition: Definition;
  readonly frame: Frame;
  readonly heads: readonly CheckedHead[];
  readonly objectives: readonly CheckedObjective[];
  readonly training: CheckedTraining;
  readonly report: Collector['report'];
}

export function createDefinitionRuleContext(
  definition: Definition,
  references: References,
  { dependencies }: DefinitionOrder,
  report: Collector['report'],
): DefinitionRuleContext {
  const referencesOf = (defined: DefinedMember) => references.get(defined.member);
  const dependenciesOf = (defined: DefinedMember) => dependencies.get(defined)!;
  const laterOf = (defined: DefinedMember): readonly DefinedMember[] => {
    const later = referencesOf(defined)?.later;
    return later ? later.flatMap((name) => definition.names.get(name) ?? []) : [];
  };
  let used: ReadonlySet<DefinedMember> | undefined;
  let reached: ReadonlySet<DefinedMember> | undefined;
  let unclear: boolean | undefined;
  return {
    definition,
    report,
    referencesOf,
    dependenciesOf,
    lacksSource: false,
    used() {
      if (used) return used;
      const found = new Set<DefinedMember>();
      for (const each of definition.members) {
        for (const dependency of dependenciesOf(each)) found.add(dependency);
        for (const later of laterOf(each)) found.add(later);
      }
      return (used = found);
    },
    reachedByResults() {
      const results = definition.members.filter(
        ({ member }) => member.kind === 'Head' || member.kind === 'Objective' || member.kind === 'Return',
      );
      return (reached ??= reachableFrom([...results, ...results.flatMap(laterOf)], dependenciesOf));
    },
    isUnclear() {
      unclear ??=
        definition.cutOff ||
        hasProblemWithin(definition.module, definition.declaration.span) ||
        definition.members.some((defined) => referencesOf(defined)?.unclear ?? false);
      return unclear;
    },
  };
}

/** Everything reachable along dependencies, the roots included. */
export function reachableFrom(
  roots: readonly DefinedMember[],
  dependenciesOf: (defined: DefinedMember) => readonly DefinedMember[],
): ReadonlySet<DefinedMember> {
  const reached = new Set(roots);
  const pending = [...roots];
  for (let defined = pending.pop(); defined; defined = pending.pop()) {
    for (const dependency of dependenciesOf(defined)) {
      if (reached.has(dependency)) continue;
      reached.add(dependency);
      pending.push(dependency);
    }
  }
  return reached;
}
