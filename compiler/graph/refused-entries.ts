import type { GraphInput, ModelGraph } from './model-graph.ts';

/** Entries of an input for which the layer behind it has no place. */
export interface RefusedEntries {
  /** The layer that refuses them. */
  readonly layer: string;
  readonly refuses: (entry: string | number) => boolean;
}

/** What helps where a vocabulary lacks an entry. */
export const vocabularyAdvice =
  'Take it into the vocabulary, or let unknown ones have a number: `num_oov_indices: 1`.';

/** Which entries a layer that reads an input directly refuses, as far as the text of the model says. */
export function refusedEntries(
  { calls, layers }: ModelGraph,
  { tensor }: GraphInput,
): RefusedEntries | undefined {
  for (const call of calls) {
    if (!call.inputs.includes(tensor)) continue;
    const { name, args, declaration } = layers[call.layer]!;
    const refuses = declaration.host?.refuses?.(args);
    if (refuses) return { layer: name, refuses };
  }
  return undefined;
}
