import type { Member, ModelDeclaration } from '../../grammar/ast.ts';
import type { SourceFile } from '../../grammar/index.ts';
import { analyseDefinition, orderMembers, type MemberReferences } from '../bind/analyse.ts';
import { evaluateConstant, orderConstants } from '../bind/constants.ts';
import type { CheckContext, ConstantValues } from '../bind/context.ts';
import { define, orderByBase, ownersOf, type DefiningDeclaration } from '../bind/define.ts';
import type { Definition } from '../bind/definitions.ts';
import type { Expansion, ExpansionContext } from '../expand/site.ts';
import { countLeastLayers } from '../bind/least-layers.ts';
import { bindNames, loadFiles, readText, reportEmptyFile } from '../bind/load.ts';
import { defaultParameters } from '../bind/parameters.ts';
import { recursion } from '../expand/recursion.ts';
import { checkModel, missingParameters } from '../check/check-model.ts';
import { createCollector, createSieve } from '../diagnostics/collector.ts';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Place } from '../diagnostics/place.ts';
import type { CompilerHost } from '../bind/host.ts';
import { createDefinitionRuleContext } from '../rules/context.ts';
import { definitionRules } from '../rules/index.ts';
import { checkSelfUse } from '../rules/self-use.ts';
import { createAnalysisMemory } from './analysis-memory.ts';
import {
  renewStates,
  type DeclarationState,
  type ModelState,
  type Renewal,
  type StatefulDeclaration,
} from './declaration-states.ts';
import { createOrderMemory } from './order-memory.ts';
import { FileStates, loadParts, type FileState } from './file-states.ts';

/**
 * Checks files again and again while they are edited, and looks only at what has changed and what refers to it.
 * What a check finds is what `check` finds.
 */
export interface Program {
  /** Checks a file and all that it imports, with the texts that the host has now; undefined where it can't be read. */
  readonly check: (path: string) => ProgramCheck | undefined;
  /** Reads a file without checking it: its tree in parts. */
  readonly read: (path: string) => FileState | undefined;
  /** A place within a part, from the beginning of its file. */
  readonly locate: (place: Place) => Place;
  /** Lets go of what is kept of a file. */
  readonly forget: (path: string) => void;
}

/** What checking a file finds out, for as long as no text changes. */
export interface ProgramCheck {
  readonly path: string;
  /** As `check` gives them. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the checked one first. */
  readonly files: ReadonlyMap<string, FileState>;
  readonly states: ReadonlyMap<StatefulDeclaration, DeclarationState>;
  /** What the members of blocks and models refer to. */
  readonly referencesOf: (member: Member) => MemberReferences | undefined;
  /** What constants, parameters and names are worth: a context in which nothing is reported. */
  readonly context: CheckContext;
}

/** More layer calls and shapes than this are not kept: the text has gone through too many forms. */
const mostKept = 5000;

/** Makes a program over a host's files. */
export function createProgram(host: CompilerHost): Program {
  const files = new FileStates();
  const references = new WeakMap<Member, MemberReferences>();
  const constants: ConstantValues = new WeakMap();
  const resolvedCalls: CheckContext['resolvedCalls'] = new Map();
  let resolvedNodes: CheckContext['resolvedNodes'] = new WeakMap();
  const shapes: Expansion['shapes'] = new Map();
  const analysedMembers = createAnalysisMemory();
  const orders = createOrderMemory(references);
  let namesBefore = '';

  function read(path: string): FileState | undefined {
    const text = readText(path, host);
    return text === undefined ? undefined : files.read(path, text);
  }

  /** A call resolved once stays so while the names and constants around it do. */
  function forgetCalls({ states, fresh }: Renewal): void {
    const names = [...new Set([...states.values()].map((state) => state.names))].join('\n');
    const isSame = names === namesBefore && ![...fresh].some((declaration) => declaration.kind === 'Const');
    namesBefore = names;
    if (isSame && resolvedCalls.size < mostKept && shapes.size < mostKept) return;
    resolvedCalls.clear();
    resolvedNodes = new WeakMap();
    shapes.clear();
  }

  function check(path: string): ProgramCheck | undefined {
    const loading = createCollector();
    const loaded = loadFiles(path, (next) => {
      const state = read(next);
      return state && { ...loadParts(state, host, loading), state };
    });
    const entry = loaded.get(path);
    if (!entry) return undefined;
    if (entry.state.parted.parts.length === 0 && !entry.hasProblems) reportEmptyFile(path, loading);
    bindNames(loaded, loading);
    const modules = [...loaded.values()].flatMap(({ state }) => state.modules);
    const renewal = renewStates(modules);
    forgetCalls(renewal);
    const { states, fresh } = renewal;
    const found: Diagnostic[] = [...loading.diagnostics()];

    /** Runs a stage of a declaration whose state is empty; gives what the stage found, now or before. */
    function stage(
      declaration: StatefulDeclaration,
      name: keyof DeclarationState['found'],
      run: (state: DeclarationState, collector: ReturnType<typeof createCollector>) => void,
    ): void {
      const state = states.get(declaration)!;
      if (fresh.has(declaration)) {
        const collector = createCollector();
        run(state, collector);
        state.found[name] = collector.diagnostics();
      }
      for (const diagnostic of state.found[name]) found.push(diagnostic);
    }

    /** Runs a stage that sees everything; it is short. */
    function together<T>(run: (collector: ReturnType<typeof createCollector>) => T): T {
      const collector = createCollector();
      const result = run(collector);
      found.push(...collector.diagnostics());
      return result;
    }

    const owners = ownersOf(modules);
    const definitions = new Map<DefiningDeclaration, Definition>();
    for (const declaration of together((collector) => orderByBase(owners, collector))) {
      stage(declaration, 'define', (state, collector) => {
        state.definition = define(declaration, owners.get(declaration)!, definitions, collector);
      });
      definitions.set(declaration, states.get(declaration)!.definition!);
    }
    const silent = createCollector();
    const shared: Omit<CheckContext & Expansion, 'collector' | 'report'> = {
      ...recursion,
      host,
      modules: new Map(modules.map((module) => [module.path, module])),
      constants,
      definitions,
      resolvedCalls,
      resolvedNodes,
      shapes,
      parameterReads: 0,
    };
    const contextWith = (collector: ReturnType<typeof createCollector>): CheckContext & Expansion => ({
      ...shared,
      collector,
      report: collector.report,
    });
    for (const constant of together((collector) => orderConstants(contextWith(collector)))) {
      stage(constant.declaration, 'constant', (_, collector) =>
        evaluateConstant(contextWith(collector), constant),
      );
    }
    for (const [declaration, definition] of definitions) {
      stage(declaration, 'analyse', (state, collector) =>
        analyseDefinition(contextWith(collector), definition, references, analysedMembers(definition, state)),
      );
    }
    for (const [declaration, definition] of definitions) {
      stage(declaration, 'rules', (state, collector) => {
        state.order = orders.recall(definition, state);
        if (state.order) return;
        const order = orderMembers(contextWith(collector), definition, references);
        state.order = order;
        if (definition.module.library) return;
        const rule = createDefinitionRuleContext(definition, references, order, collector.report);
        definitionRules.forEach((run) => run(rule));
        if (collector.diagnostics().length === 0) orders.remember(definition, state, order);
      });
    }
    const { order, circular } = together(({ report }) => checkSelfUse(definitions, references, report));
    const context = contextWith(silent);
    const leastLayers = new Map<Definition, number>();
    for (const definition of order) {
      const state = states.get(definition.declaration)!;
      state.leastLayers ??= countLeastLayers(context, definition, leastLayers);
      leastLayers.set(definition, state.leastLayers);
    }
    for (const definition of order) {
      if (definition.kind !== 'model' || definition.module.library || circular.has(definition)) continue;
      stage(definition.declaration, 'expand', (state, collector) => {
        const flows: ModelState['flows'] & NonNullable<ExpansionContext['flows']> = new Map();
        const expansion: ExpansionContext = Object.assign(contextWith(collector), {
          references,
          orderOf: ({ declaration }: Definition) => states.get(declaration)!.order!,
          circular,
          leastLayers,
          flows,
        });
        const parameters = defaultParameters(expansion, definition);
        state.model = Object.assign(checkModel(expansion, definition, parameters), {
          flows,
          missingParameters: missingParameters(definition, parameters),
        });
      });
    }
    return {
      path,
      diagnostics: sortDiagnostics(sift(found), loaded.keys()),
      files: new Map([...loaded].map(([name, { state }]) => [name, state])),
      states,
      referencesOf: (member) => references.get(member),
      context,
    };
  }

  /** Places from the beginning of each file, and one mistake once. */
  function sift(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    const sieve = createSieve();
    for (const diagnostic of diagnostics) {
      const place = files.locate(diagnostic.place);
      sieve.add(diagnostic.code, place, () => ({
        ...diagnostic,
        place,
        related: diagnostic.related.map((each) => ({ ...each, place: files.locate(each.place) })),
        fixes: diagnostic.fixes.map((fix): Fix => ({
          ...fix,
          edits: fix.edits.map((edit) => ({ ...edit, place: files.locate(edit.place) })),
        })),
      }));
    }
    return sieve.kept;
  }

  return { check, read, locate: (place) => files.locate(place), forget: (path) => files.forget(path) };
}

/** The sources of a check, by path. */
export function sourcesOf({ files }: ProgramCheck): ReadonlyMap<string, SourceFile> {
  return new Map([...files].map(([path, { source }]) => [path, source]));
}

/** The models that the checked file declares, in the order of the text. */
export function modelsOf(check: ProgramCheck): readonly {
  readonly declaration: ModelDeclaration;
  readonly state: DeclarationState;
}[] {
  return check.files.get(check.path)!.modules.flatMap(({ part }) => {
    const { declaration } = part;
    return declaration?.kind === 'Model' ? [{ declaration, state: check.states.get(declaration)! }] : [];
  });
}
