import { format } from 'prettier/standalone';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import type { ModelGraph } from '../../graph/model-graph.ts';
import type { ModelOrigin } from '../../compile.ts';
import { moduleText } from './module.ts';

/** The text in the form that prettier gives it. */
export async function formatTypeScript(text: string): Promise<string> {
  return format(text, {
    parser: 'typescript',
    plugins: [estree as never, typescript],
    singleQuote: true,
    printWidth: 100,
  });
}

export async function emitTypeScript(
  graph: ModelGraph,
  origin: ModelOrigin | undefined,
  source: string,
): Promise<string> {
  return formatTypeScript(moduleText(graph, origin, source).text);
}
