import type { Member } from '../../grammar/ast.ts';
import { analyseDefinition } from '../bind/analyse.ts';
import type { AnalysedMembers, MemberReferences, References } from '../bind/references.ts';
import { orderMembers, type DefinitionOrder, type MemberOrder } from '../bind/member-order.ts';
import { evaluateConstant, orderConstants } from '../bind/constants.ts';
import type { CheckContext } from '../bind/context.ts';
import { define, orderByBase, ownersOf, type DefiningDeclaration } from '../bind/define.ts';
import type { Definition } from '../bind/definitions.ts';
import { countLeastLayers } from '../bind/least-layers.ts';
import type { Module } from '../bind/module.ts';
import { defaultParameters } from '../bind/parameters.ts';
import { createCollector, type Collector } from '../diagnostics/collector.ts';
import { checkOwnDeclaration } from '../expand/check-own.ts';
import { createOwnDeclarations } from '../expand/own-declarations.ts';
import { seenCells } from './seen-cells.ts';
import { recursion } from '../expand/recursion.ts';
import type { Expansion, ExpansionContext } from '../expand/site.ts';
import { createDefinitionRuleContext } from '../rules/context.ts';
import { definitionRules } from '../rules/index.ts';
import { checkSelfUse } from '../rules/self-use.ts';
import { checkModel, missingParameters, type ExpandedModel } from './check-model.ts';

/** The stages that look at one declaration, in their order. */
export type StageOfDeclaration = 'define' | 'constant' | 'analyse' | 'rules' | 'expand';

export type StagedDeclaration = Parameters<typeof evaluateConstant>[1]['declaration'] | DefiningDeclaration;

/** A model as it was expanded with the defaults of its parameters. */
export interface CheckedModelState extends ExpandedModel {
  /** What came out of stages and names, in the model and in the blocks that it uses. */
  readonly flows: NonNullable<ExpansionContext['flows']>;
  readonly boundSizes: NonNullable<ExpansionContext['boundSizes']>;
  readonly missingParameters: readonly string[];
}

/** What the stages find out about a declaration, each what the ones before it need. */
export interface StageResults {
  definition?: Definition;
  order?: MemberOrder;
  leastLayers?: number;
  model?: CheckedModelState;
}

/**
 * Who runs the stages: `check` once, a program again and again, which leaves out what still holds. The stages
 * themselves, and their order, are the same.
 */
export interface StageRunner {
  /** Runs a stage of one declaration, or takes what it found before. */
  readonly stage: (
    declaration: StagedDeclaration,
    name: StageOfDeclaration,
    run: (results: StageResults, collector: Collector) => void,
  ) => void;
  /** Runs a stage that sees everything; it is short. */
  readonly together: <T>(run: (collector: Collector) => T) => T;
  readonly resultsOf: (declaration: DefiningDeclaration) => StageResults;
  /** Members of a definition whose earlier analysis still holds. */
  readonly analysedMembers?: (definition: Definition) => AnalysedMembers;
  readonly recallOrder?: (definition: Definition) => MemberOrder | undefined;
  /** Is told each order that was worked out, and whether the rules found nothing wrong with it. */
  readonly ordered?: (definition: Definition, order: DefinitionOrder, isRight: boolean) => void;
}

/** What outlives a check where somebody keeps it. */
export type CheckMemory = Pick<
  CheckContext & Expansion,
  'host' | 'constants' | 'resolvedCalls' | 'resolvedNodes' | 'shapes'
> & {
  readonly references: References & {
    readonly set: (member: Member, found: MemberReferences) => unknown;
  };
};

/** Everything that the text alone tells, whatever the parameters are. */
export interface BoundText {
  readonly definitions: ReadonlyMap<DefiningDeclaration, Definition>;
  /** Blocks and models, each after those that it uses. */
  readonly usesOrder: readonly Definition[];
  readonly circular: ReadonlySet<Definition>;
  /** A context for what follows, which reports to a collector. */
  readonly contextWith: (collector: Collector) => CheckContext & Expansion;
  readonly expansionWith: (collector: Collector) => ExpansionContext;
}

/** The stages on the text: definitions, constants, names and arguments, structure, circles. */
export function bindText(modules: readonly Module[], memory: CheckMemory, runner: StageRunner): BoundText {
  const { references, ...kept } = memory;
  const owners = ownersOf(modules);
  const definitions = new Map<DefiningDeclaration, Definition>();
  for (const declaration of runner.together((collector) => orderByBase(owners, collector))) {
    runner.stage(declaration, 'define', (results, collector) => {
      results.definition = define(declaration, owners.get(declaration)!, definitions, collector);
    });
    definitions.set(declaration, runner.resultsOf(declaration).definition!);
  }
  const expansionWith = (collector: Collector): ExpansionContext =>
    Object.assign(contextWith(collector), {
      references,
      orderOf: ({ declaration }: Definition) => runner.resultsOf(declaration).order!,
      circular: structure.circular,
      leastLayers: structure.leastLayers,
      seenCells,
    });
  // What definitions use is known later than layers and components of the text are first asked for.
  const structure: { circular: ReadonlySet<Definition>; leastLayers: ReadonlyMap<Definition, number> } = {
    circular: new Set(),
    leastLayers: new Map(),
  };
  const shared = {
    ...recursion,
    own: createOwnDeclarations(() => expansionWith(createCollector())),
    ...kept,
    modules: new Map(modules.map((module) => [module.path, module])),
    definitions,
    parameterReads: 0,
  };
  const contextWith = (collector: Collector): CheckContext & Expansion => ({
    ...shared,
    collector,
    report: collector.report,
  });
  for (const constant of runner.together((collector) => orderConstants(contextWith(collector)))) {
    runner.stage(constant.declaration, 'constant', (_, collector) =>
      evaluateConstant(contextWith(collector), constant),
    );
  }
  for (const [declaration, definition] of definitions) {
    runner.stage(declaration, 'analyse', (_, collector) =>
      analyseDefinition(contextWith(collector), definition, references, runner.analysedMembers?.(definition)),
    );
  }
  for (const [declaration, definition] of definitions) {
    runner.stage(declaration, 'rules', (results, collector) => {
      results.order = runner.recallOrder?.(definition) ?? orderAndRules(definition, collector);
    });
  }
  const { order: usesOrder, circular } = runner.together(({ report }) =>
    checkSelfUse(definitions, references, report),
  );
  structure.circular = circular;
  structure.leastLayers = countAll(usesOrder);
  return {
    definitions,
    usesOrder,
    circular,
    contextWith,
    expansionWith,
  };

  function orderAndRules(definition: Definition, collector: Collector): DefinitionOrder {
    const before = collector.reportCount();
    const order = orderMembers(contextWith(collector), definition, references);
    if (!definition.module.library) {
      const rule = createDefinitionRuleContext(definition, references, order, collector.report);
      definitionRules.forEach((run) => run(rule));
    }
    runner.ordered?.(definition, order, collector.reportCount() === before);
    return order;
  }

  function countAll(order: readonly Definition[]): ReadonlyMap<Definition, number> {
    const counted = new Map<Definition, number>();
    // Counting reports nothing.
    const silent = contextWith(createCollector());
    for (const definition of order) {
      const results = runner.resultsOf(definition.declaration);
      results.leastLayers ??= countLeastLayers(silent, definition, counted);
      counted.set(definition, results.leastLayers);
    }
    return counted;
  }
}

/**
 * The last stage: each model that is not part of a circle, expanded with the defaults of its parameters; each layer and
 * component by itself.
 */
export function expandModels(bound: BoundText, runner: StageRunner): void {
  for (const definition of bound.usesOrder) {
    if (definition.module.library || bound.circular.has(definition)) continue;
    if (definition.kind === 'layer' || definition.kind === 'component')
      runner.stage(definition.declaration, 'expand', (_, collector) =>
        checkOwnDeclaration(bound.expansionWith(collector), definition),
      );
    if (definition.kind !== 'model') continue;
    runner.stage(definition.declaration, 'expand', (results, collector) => {
      const flows: CheckedModelState['flows'] = new Map();
      const boundSizes: CheckedModelState['boundSizes'] = new Map();
      const context: ExpansionContext = Object.assign(bound.expansionWith(collector), { flows, boundSizes });
      const parameters = defaultParameters(context, definition);
      results.model = Object.assign(checkModel(context, definition, parameters), {
        flows,
        boundSizes,
        missingParameters: missingParameters(definition, parameters),
      });
    });
  }
}
