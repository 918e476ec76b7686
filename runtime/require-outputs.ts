import { closestNames } from '../compiler/diagnostics/closest-names.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { namedTensors } from '../compiler/graph/named-tensors.ts';
import { DataError, KmodelError } from './errors.ts';
import { kindOf } from './kind-of.ts';

/**
 * Refuses names of outputs that a model does not have.
 * @throws DataError for such a name; KmodelError where none is asked for, of a model without heads
 */
export function requireOutputs(graph: ModelGraph, names: readonly string[]): void {
  const wrong: unknown = Array.isArray(names) ? names.find((name) => typeof name !== 'string') : names;
  if (!Array.isArray(names) || wrong !== undefined)
    throw new DataError(
      `\`outputs\` is ${Array.isArray(names) ? `a list with ${kindOf(wrong)} in it` : kindOf(wrong)}, where a list of names is needed.`,
    );
  if (names.length === 0) {
    throw new KmodelError(
      `\`${graph.name}\` has no head: by itself it predicts nothing.`,
      'Ask for branches or layers by `outputs`, or give the model a `head`.',
    );
  }
  const known = namedTensors(graph);
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const [closest] = closestNames(unknown, [...known.keys()]);
  const heads = graph.heads.map(({ name }) => `\`${name}\``).join(', ');
  throw new DataError(
    `\`${graph.name}\` has no head, branch or layer \`${unknown}\`; its heads are ${heads}.`,
    closest === undefined ? '`kmodel summary` shows its layers.' : `Did you mean \`${closest}\`?`,
  );
}
