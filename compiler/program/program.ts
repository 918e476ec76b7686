import type { Member, ModelDeclaration } from '../../grammar/ast.ts';
import type { SourceFile } from '../../grammar/index.ts';
import type { MemberReferences } from '../bind/references.ts';
import type { CheckContext, ConstantValues } from '../bind/context.ts';
import type { Expansion } from '../expand/site.ts';
import { bindNames, loadFiles, readText, reportEmptyFile } from '../bind/load.ts';
import { createCollector, createSieve } from '../diagnostics/collector.ts';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Place } from '../diagnostics/place.ts';
import type { CompilerHost } from '../bind/host.ts';
import { createAnalysisMemory } from './analysis-memory.ts';
import {
  renewStates,
  type DeclarationState,
  type Renewal,
  type StatefulDeclaration,
} from './declaration-states.ts';
import { createOrderMemory } from './order-memory.ts';
import { FileStates, loadParts, type FileState } from './file-states.ts';
import { bindText, expandModels, type StageRunner } from '../check/stages.ts';

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
    // What a constant, a layer or a component is goes into the calls that name it.
    const isPart = ({ kind }: StatefulDeclaration): boolean =>
      kind === 'Const' || kind === 'Layer' || kind === 'Component';
    const isSame = names === namesBefore && ![...fresh].some(isPart);
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

    const stateOf = (declaration: StatefulDeclaration): DeclarationState => states.get(declaration)!;
    const runner: StageRunner = {
      // What an earlier check found out about a declaration holds as long as its state does.
      stage(declaration, name, run) {
        const state = stateOf(declaration);
        if (fresh.has(declaration)) {
          const collector = createCollector();
          run(state, collector);
          state.found[name] = collector.diagnostics();
        }
        for (const diagnostic of state.found[name]) found.push(diagnostic);
      },
      together(run) {
        const collector = createCollector();
        const result = run(collector);
        found.push(...collector.diagnostics());
        return result;
      },
      resultsOf: stateOf,
      analysedMembers: (definition) => analysedMembers(definition, stateOf(definition.declaration)),
      recallOrder: (definition) => orders.recall(definition, stateOf(definition.declaration)),
      ordered(definition, order, isRight) {
        if (isRight && !definition.module.library)
          orders.remember(definition, stateOf(definition.declaration), order);
      },
    };
    const memory = { host, constants, resolvedCalls, resolvedNodes, shapes, references };
    const bound = bindText(modules, memory, runner);
    expandModels(bound, runner);
    const context = bound.contextWith(createCollector());
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
