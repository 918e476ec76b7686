import type { Arguments, ArgumentValue } from '../../declarations/values.ts';
import type { LayerInstance, ModelGraph } from '../../graph/model-graph.ts';

/** What a model has learned from data, by full name: `town_lookup/vocabulary`. */
export type LearnedLists = Readonly<Record<string, readonly (string | number)[]>>;

/**
 * A model as Keras's configuration says it: what was learned stands in arguments there, where it is no weight, and
 * vectors of a learned vocabulary have the size `max_tokens` here always, there when they are told to.
 * @param learned absent where nothing was, or nobody asks
 */
export function withLearnedArguments(graph: ModelGraph, learned: LearnedLists = {}): ModelGraph {
  const layers = graph.layers.map((layer) => ({ ...layer, args: argumentsOf(layer, learned) }));
  return { ...graph, layers };
}

/** Arguments that are learned where they are not given, by Keras's names. */
const learnedArguments = ['vocabulary', 'idf_weights', 'bin_boundaries'];

function argumentsOf({ name, declaration, args }: LayerInstance, learned: LearnedLists): Arguments {
  if (!declaration.adapt || declaration.adapt.learns(args).length === 0) return args;
  const own: Record<string, ArgumentValue> = { ...args };
  for (const argument of learnedArguments) {
    const values = learned[`${name}/${argument}`];
    if (values && Object.hasOwn(declaration.arguments, argument)) own[argument] = values;
  }
  // Bins that are given are not asked for.
  if (Array.isArray(own.bin_boundaries)) own.num_bins = null;
  const isVector = args.output_mode !== 'int' && args.max_tokens !== null;
  if (Object.hasOwn(declaration.arguments, 'pad_to_max_tokens') && isVector) own.pad_to_max_tokens = true;
  return own;
}
