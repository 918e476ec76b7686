import { classWeightGapsOfTfjs } from './class-weights-text.ts';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import { format } from 'prettier/standalone';
import type { ModelOrigin } from '../../check/compile.ts';
import { createCollector } from '../../diagnostics/collector.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import { fitArguments } from '../../graph/fit-arguments.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { hostResults, withoutHostPart } from '../../graph/without-host-part.ts';
import { tensorTypeText } from '../../shapes/types.ts';
import { clashReason, nameClashes } from '../tfjs/name-clashes.ts';
import { trainsInSteps } from './in-steps/terms.ts';
import { moduleText } from './module.ts';
import type { TrainingProblem } from './training-text.ts';
import { eachOptimizer } from '../../graph/optimizers.ts';

/** Code for a model, or why there is none. */
export interface EmittedCode {
  /** Undefined where a diagnostic is an error. */
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A TypeScript module, formatted, that builds, compiles and trains a model with tfjs-layers.
 * @param origin the text behind the graph: blocks then become functions, parameters options; without it everything
 * is expanded
 * @param source the name of the model's file, for the first line
 */
export async function emitTypeScript(
  model: ModelGraph,
  modelOrigin: ModelOrigin | undefined,
  source: string,
): Promise<EmittedCode> {
  const collector = createCollector();
  const target = 'tfjs';
  // Where layers run before the graph, the text has another structure than the code.
  const graph = withoutHostPart(model);
  const origin = graph === model ? modelOrigin : undefined;
  for (const { name, tensor, origin: from } of hostResults(model)) {
    const type = tensorTypeText(model.tensors[tensor]!);
    const place = graph.inputs.find((input) => input.tensor === tensor)!.place;
    collector.report('KM6002', 'before', { target, name, type, origin: from }, place);
  }
  for (const { optimizer, place } of usedOptimizers(graph)) {
    if (!optimizer.declaration.byVariable) continue;
    const what = `the optimizer \`${optimizer.name}\``;
    const reason = 'its step differs with the shape of a weight, which the code would have to know';
    collector.report('KM6001', 'training', { target, what, reason }, place);
  }
  if (collector.errorCount() > 0) return { text: undefined, diagnostics: collector.diagnostics() };
  const { text, layerProblems, trainingProblems } = moduleText(graph, origin, source);
  for (const { layer, reason } of layerProblems) {
    collector.report('KM6001', 'layer', { target, name: layer.name, reason }, layer.place);
  }
  for (const clash of nameClashes(graph))
    collector.report(
      'KM6001',
      'layer',
      { target, name: clash.name, reason: clashReason(clash) },
      clash.place,
    );
  for (const { head, what, reason, leftOut } of atEachHead(trainingProblems)) {
    const values = { target, what, head: head.name, reason };
    if (leftOut) collector.report('KM6002', 'metric', values, head.place);
    else collector.report('KM6001', 'loss', values, head.place);
  }
  for (const { what, reason, place } of classWeightGapsOfTfjs(graph))
    collector.report('KM6001', 'training', { target, what, reason }, place);
  const inSteps = trainsInSteps(graph);
  const leftOut = [
    ...fitArguments(graph.training).map(([name]) => `\`${name}\``),
    ...graph.training.callbacks.flatMap((callback) =>
      inSteps ? [`the callback \`${callback.name}\``] : leftOutOf(callback),
    ),
  ];
  if (leftOut.length > 0)
    collector.report('KM6002', 'callback', { target, what: leftOut.join(', ') }, trainingPlace(graph));
  const hasErrors = collector.errorCount() > 0;
  return {
    text: hasErrors ? undefined : await formatTypeScript(text),
    diagnostics: collector.diagnostics(),
  };
}

/** One problem for all that is missing at a head: one place is pointed at once. */
function atEachHead(problems: readonly TrainingProblem[]): readonly TrainingProblem[] {
  const joined = new Map<string, TrainingProblem>();
  for (const problem of problems) {
    const key = `${problem.leftOut} ${problem.head.name}`;
    const known = joined.get(key);
    const others =
      known && known.reason !== problem.reason ? `${known.reason}; ${problem.reason}` : undefined;
    joined.set(
      key,
      known ? { ...known, what: `${known.what}, ${problem.what}`, reason: others ?? known.reason } : problem,
    );
  }
  return [...joined.values()];
}

/** The optimizers that the code of a training needs. */
function usedOptimizers(
  graph: ModelGraph,
): readonly { readonly optimizer: ComponentValue<'optimizer'>; readonly place: Place }[] {
  const { steps, declared } = graph.training;
  if (!declared) return [];
  const place = trainingPlace(graph);
  const used = steps ?? [{ ...graph.training, place }];
  return used.flatMap((each) =>
    eachOptimizer(each).map(({ optimizer }) => ({ optimizer, place: each.place })),
  );
}

/** Where a training is said: at its `train`, or at the first term where the graph has no text. */
function trainingPlace({ training, heads, objectives = [] }: ModelGraph): Place {
  return training.place ?? [...heads, ...objectives][0]!.place;
}

/** What of a callback tfjs does not have: all of it, or arguments that change something. */
function leftOutOf({ name, args }: ComponentValue): readonly string[] {
  if (name !== 'EarlyStopping') return [`the callback \`${name}\``];
  return ['restore_best_weights', 'start_from_epoch']
    .filter((argument) => Boolean(args[argument]))
    .map((argument) => `\`${argument}\` of \`${name}\``);
}

/** TypeScript in the form that prettier gives it. */
export async function formatTypeScript(text: string): Promise<string> {
  return format(text, {
    parser: 'typescript',
    plugins: [estree as never, typescript],
    singleQuote: true,
    printWidth: 100,
  });
}
