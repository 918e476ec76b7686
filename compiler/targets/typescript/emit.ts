import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import { format } from 'prettier/standalone';
import type { ModelOrigin } from '../../check/compile.ts';
import { createCollector } from '../../diagnostics/collector.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { hostResults, withoutHostPart } from '../../graph/without-host-part.ts';
import { tensorTypeText } from '../../shapes/types.ts';
import { nameClashes } from '../tfjs/name-clashes.ts';
import { trainingGaps } from '../turns.ts';
import { moduleText } from './module.ts';

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
  for (const { what, reason, place } of trainingGaps(graph))
    collector.report('KM6001', 'training', { target, what, reason }, place);
  const { optimizer } = graph.training;
  if (optimizer.declaration.byVariable && graph.training.declared) {
    const reason = 'its step differs with the shape of a weight, which the code would have to know';
    const [place] = [...graph.heads, ...(graph.objectives ?? [])].map((term) => term.place);
    collector.report(
      'KM6001',
      'training',
      { target, what: `the optimizer \`${optimizer.name}\``, reason },
      place!,
    );
  }
  if (collector.errorCount() > 0) return { text: undefined, diagnostics: collector.diagnostics() };
  const { text, layerProblems, trainingProblems } = moduleText(graph, origin, source);
  for (const { layer, reason } of layerProblems) {
    collector.report('KM6001', 'layer', { target, name: layer.name, reason }, layer.place);
  }
  for (const { name, other, tfjsName, place } of nameClashes(graph)) {
    const reason = `its name would be \`${tfjsName}\` there, as that of \`${other}\``;
    collector.report('KM6001', 'layer', { target, name, reason }, place);
  }
  for (const { head, what, reason, leftOut } of trainingProblems) {
    const values = { target, what, head: head.name, reason };
    if (leftOut) collector.report('KM6002', 'metric', values, head.place);
    else collector.report('KM6001', 'loss', values, head.place);
  }
  const leftOut = graph.training.callbacks.flatMap(leftOutOf);
  const [first] = [...graph.heads, ...(graph.objectives ?? [])];
  if (leftOut.length > 0)
    collector.report('KM6002', 'callback', { target, what: leftOut.join(', ') }, first!.place);
  const hasErrors = collector.errorCount() > 0;
  return {
    text: hasErrors ? undefined : await formatTypeScript(text),
    diagnostics: collector.diagnostics(),
  };
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
