import { trains } from '../graph/trains.ts';
import type { ModelDeclaration } from '../../grammar/ast.ts';
import type { SourceFile } from '../../grammar/source.ts';
import type { References } from '../bind/references.ts';
import type { DefinitionOrder } from '../bind/member-order.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Definition, Definitions } from '../bind/definitions.ts';
import type { ExpansionContext } from '../expand/site.ts';
import { loadModules } from '../bind/load.ts';
import type { Module } from '../bind/module.ts';
import { defaultParameters } from '../bind/parameters.ts';
import { checkModel, missingParameters, modelsUsedBy } from './check-model.ts';
import { createCollector, type Collector } from '../diagnostics/collector.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import type { CompilerHost } from '../bind/host.ts';
import { reportNoLoss } from '../rules/no-loss.ts';
import { readParameters } from './set-parameters.ts';
import { selectModel, type SelectionProblem } from './select-model.ts';
import { bindOnce } from './run-once.ts';
import { expandModels, type BoundText, type StageRunner } from './stages.ts';

/** What checking a file finds out. */
export interface CheckResult {
  /** Everything found in the file and all that it imports, in the order of the text, file by file. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, by path; the first is the checked one. Empty where it cannot be read. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The models that the checked file declares, in order. */
  readonly models: readonly CheckedModel[];
}

export interface CheckedModel {
  readonly name: string;
  readonly declaration: ModelDeclaration;
  /** Undefined where the model has an error, or a parameter without a value. */
  readonly graph: ModelGraph | undefined;
  /** Parameters that have no default and were given no value. */
  readonly missingParameters: readonly string[];
  /** Models of the same file that it uses or extends. */
  readonly uses: readonly string[];
  /** Why the data that it names was not looked at, as the end of a sentence; undefined where it was, or it names none. */
  readonly unseenData: string | undefined;
}

/**
 * Checks a file and all that it imports, its models with the defaults of their parameters.
 *
 * @example
 * const { diagnostics } = check('mnist.kmodel', createMemoryHost({ 'mnist.kmodel': text }));
 */
export function check(path: string, host: CompilerHost): CheckResult {
  return run(path, host)?.result ?? { diagnostics: [], files: new Map(), models: [] };
}

export interface CompileOptions {
  /** The model to compile; may be left out where only one comes into question. */
  readonly model?: string;
  /** Values of parameters, as kmodel expressions: `{ vocab: '10_000' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** True for commands that train: a model without any loss is then an error (KM5002), also without `train`. */
  readonly forTraining?: boolean;
}

export interface CompileResult {
  /** Undefined where there is a problem or an error. */
  readonly graph: ModelGraph | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, SourceFile>;
  /** What the graph was expanded from, for emitters that keep the structure of the text; present with a graph. */
  readonly origin?: ModelOrigin;
  /** What is wrong with the request itself, not with the text (exit code 2). */
  readonly problem?: CompileProblem;
}

/** The checked text behind a graph. */
export interface ModelOrigin {
  readonly definition: Definition;
  readonly definitions: Definitions;
  readonly constants: CheckContext['constants'];
  readonly orderOf: (definition: Definition) => DefinitionOrder;
}

export type CompileProblem =
  SelectionProblem | ParameterProblem | { readonly kind: 'not-found'; readonly message: string };

export interface ParameterProblem {
  readonly kind: 'parameter';
  /** One full sentence. */
  readonly message: string;
}

/** Checks a file and gives the graph of one of its models, with given parameters. */
export function compileModel(path: string, host: CompilerHost, options: CompileOptions = {}): CompileResult {
  const compiled = compileSelected(path, host, options);
  const { graph } = compiled;
  // Nobody who asks for a graph may be left with neither a graph nor a reason.
  if (!graph && !compiled.problem && !hasErrors(compiled.diagnostics))
    throw new Error(`There is no graph of a model in ${path}, although nothing was found wrong with it.`);
  if (!options.forTraining || !graph || trains(graph)) return compiled;
  const collector = createCollector();
  reportNoLoss(graph, collector);
  return {
    ...compiled,
    graph: undefined,
    diagnostics: [...compiled.diagnostics, ...collector.diagnostics()],
  };
}

function compileSelected(path: string, host: CompilerHost, options: CompileOptions): CompileResult {
  const first = run(path, host);
  if (!first) {
    const message = `There is no file \`${path}\`.`;
    return { graph: undefined, diagnostics: [], files: new Map(), problem: { kind: 'not-found', message } };
  }
  const { result, stages } = first;
  const failed = { graph: undefined, diagnostics: result.diagnostics, files: result.files };
  const selected = selectModel(result, options.model);
  if ('kind' in selected) {
    const isBroken = result.diagnostics.some((each) => each.severity === 'error');
    return isBroken && result.models.length === 0 ? failed : { ...failed, problem: selected };
  }
  const definition = stages.definitions.get(selected.declaration)!;
  const { definitions, constants, orderOf } = stages;
  const origin: ModelOrigin = { definition, definitions, constants, orderOf };
  const given = Object.keys(options.parameters ?? {}).length > 0;
  const { values, problem } = given
    ? readParameters(stages, definition, options.parameters!)
    : { values: defaultParameters(stages, definition), problem: undefined };
  if (problem !== undefined) return { ...failed, problem: { kind: 'parameter', message: problem } };
  const missing = missingParameters(definition, values);
  if (missing.length > 0 && !result.diagnostics.some((each) => each.severity === 'error')) {
    const names = missing.map((name) => `\`${name}\``).join(', ');
    const message = `Model \`${definition.name}\` needs a value for ${names}: \`--set ${missing[0]!}=…\`.`;
    return { ...failed, problem: { kind: 'parameter', message } };
  }
  if (!given) return { ...failed, graph: hasErrors(result.diagnostics) ? undefined : selected.graph, origin };
  const again = createCollector();
  const { graph } = checkModel({ ...stages, collector: again, report: again.report }, definition, values);
  const diagnostics = [...result.diagnostics.filter((each) => !isOfExpansion(each)), ...again.diagnostics()];
  const sorted = sortDiagnostics(diagnostics, stages.modules.keys());
  return { graph: hasErrors(sorted) ? undefined : graph, diagnostics: sorted, files: result.files, origin };

  /** Found by expanding with the defaults: with other values it may not hold. */
  function isOfExpansion(diagnostic: Diagnostic): boolean {
    return !first!.textual.has(diagnostic);
  }
}

interface Run {
  readonly result: CheckResult;
  readonly stages: Stages;
  /** Diagnostics that hold whatever the parameters are. */
  readonly textual: ReadonlySet<Diagnostic>;
}

/** The pipeline: load and parse, the stages on the text, then the expansion of each model. */
function run(path: string, host: CompilerHost): Run | undefined {
  const collector = createCollector();
  const modules = loadModules(path, host, collector);
  if (!modules) return undefined;
  const { bound, runner, orders, references } = bindOnce([...modules.values()], host, collector);
  const textual = new Set(collector.diagnostics());
  expandModels(bound, runner);
  const stages: Stages = Object.assign(bound.expansionWith(collector), {
    orderOf: (definition: Definition) => orders.get(definition)!,
    usesOrder: bound.usesOrder,
  });
  return { result: resultOf(path, modules, collector, bound, runner.resultsOf, references), stages, textual };
}

function resultOf(
  path: string,
  modules: ReadonlyMap<string, Module>,
  collector: Collector,
  { definitions }: BoundText,
  resultsOf: StageRunner['resultsOf'],
  references: References,
): CheckResult {
  const entry = modules.get(path)!;
  const models = [...definitions.values()].filter(
    (definition) => definition.kind === 'model' && definition.module === entry,
  );
  models.sort((a, b) => a.declaration.span.start - b.declaration.span.start);
  return {
    diagnostics: sortDiagnostics(collector.diagnostics(), modules.keys()),
    files: new Map([...modules].map(([file, module]) => [file, module.source])),
    models: models.map((definition) => {
      const model = resultsOf(definition.declaration).model;
      return {
        name: definition.name,
        declaration: definition.declaration as ModelDeclaration,
        graph: model?.graph,
        missingParameters: model?.missingParameters ?? [],
        uses: modelsUsedBy(definition, references),
        unseenData: model?.look?.unseen,
      };
    }),
  };
}

interface Stages extends ExpansionContext {
  readonly orderOf: (definition: Definition) => DefinitionOrder;
  /** Blocks and models, each after those that it uses. */
  readonly usesOrder: readonly Definition[];
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
