import type { ConstDeclaration, Member } from '../../grammar/ast.ts';
import type { Definition } from '../bind/definitions.ts';
import type { CompilerHost } from '../bind/host.ts';
import type { DefinitionOrder } from '../bind/member-order.ts';
import type { Module } from '../bind/module.ts';
import type { MemberReferences } from '../bind/references.ts';
import type { Value } from '../bind/values.ts';
import type { Collector } from '../diagnostics/collector.ts';
import {
  bindText,
  type BoundText,
  type StagedDeclaration,
  type StageResults,
  type StageRunner,
} from './stages.ts';

/** A text that was bound once, with what the stages found out on the way. */
export interface BoundOnce {
  readonly bound: BoundText;
  readonly runner: StageRunner;
  /** The order of the members of each block, model, layer and component. */
  readonly orders: ReadonlyMap<Definition, DefinitionOrder>;
  readonly references: ReadonlyMap<Member, MemberReferences>;
}

/** Runs the stages on a text once and keeps nothing for another time; all that they report goes to one collector. */
export function bindOnce(modules: readonly Module[], host: CompilerHost, collector: Collector): BoundOnce {
  const results = new Map<StagedDeclaration, StageResults>();
  const orders = new Map<Definition, DefinitionOrder>();
  const resultsOf = (declaration: StagedDeclaration): StageResults => {
    const known = results.get(declaration) ?? {};
    results.set(declaration, known);
    return known;
  };
  const runner: StageRunner = {
    stage: (declaration, _, runStage) => runStage(resultsOf(declaration), collector),
    together: (runStage) => runStage(collector),
    resultsOf,
    ordered: (definition, order) => void orders.set(definition, order),
  };
  const references = new Map<Member, MemberReferences>();
  const memory = {
    host,
    constants: new Map<ConstDeclaration, Value>(),
    resolvedCalls: new Map(),
    resolvedNodes: new Map(),
    shapes: new Map(),
    references,
  };
  return { bound: bindText(modules, memory, runner), runner, orders, references };
}
