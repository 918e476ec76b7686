import {
  argument,
  boolean,
  integer,
  noneByDefault,
  option,
  requiredArgument,
  requiredInteger,
  type ArgumentType,
} from '../../../declarations/declare.ts';
import { shapeProblem, type ShapeProblem } from '../../../declarations/define-layer.ts';
import type { Size } from '../../../shapes/size.ts';
import { tokenStart, type Token, type VocabularyLayout } from './vocabulary.ts';

const numbers = {
  kind: 'list',
  of: { kind: 'number' },
  minimumLength: 1,
} as const satisfies ArgumentType;

/** Arguments of every layer that turns tokens into numbers, but for the vocabulary itself. */
export const lookupArguments = {
  max_tokens: noneByDefault(
    requiredInteger('The size of the vocabulary, with the mask and unknown tokens.', { minimum: 1 }),
  ),
  num_oov_indices: integer(1, 'How many numbers stand for unknown tokens.', { minimum: 0 }),
  idf_weights: noneByDefault(
    requiredArgument<readonly number[]>(numbers, 'The weights of the vocabulary, for `tf_idf`.'),
  ),
  output_mode: option(
    ['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'],
    'int',
    '`int`: numbers; `one_hot`: a vector for each; `multi_hot`, `count`, `tf_idf`: one vector for all of the last axis.',
  ),
  pad_to_max_tokens: boolean(false, 'Vectors have `max_tokens` entries, whatever the vocabulary.'),
};

/** A key for hashes: one number, or two. */
export const saltArgument = argument<number | readonly number[] | null>(
  {
    kind: 'anyOf',
    of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 2, maximumLength: 2 }],
  },
  null,
  'A key of the hash: one number, or two.',
);

export interface LookupSizes {
  readonly max_tokens: number | null;
  readonly vocabulary: readonly Token[] | null;
  readonly idf_weights: readonly number[] | null;
  readonly pad_to_max_tokens: boolean;
}

/**
 * The vocabulary of the text without the mask and unknown token that may stand before it.
 * @param special the mask, where there is one, and the unknown token
 */
export function plainVocabulary<T extends Token>(
  vocabulary: readonly T[],
  special: readonly Token[],
): readonly T[] {
  let start = 0;
  for (const token of special) if (vocabulary[start] === token) start++;
  return vocabulary.slice(start);
}

/** What is wrong with a vocabulary of the text, or with what goes with it. */
export function vocabularyProblem(
  args: LookupSizes,
  layout: VocabularyLayout,
  special: readonly Token[],
): ShapeProblem | undefined {
  const { max_tokens: limit, vocabulary, idf_weights: weights } = args;
  const problem = (text: string, argumentName: string, help?: string) =>
    shapeProblem('KM2004', text, { argument: argumentName, ...(help === undefined ? {} : { help }) });
  if (weights && layout.mode !== 'tf_idf')
    return problem('`idf_weights` go with `output_mode: tf_idf`.', 'idf_weights');
  if (!vocabulary) {
    if (weights) return problem('`idf_weights` go with a `vocabulary`.', 'idf_weights');
    return undefined;
  }
  const words = plainVocabulary(vocabulary, special);
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (words.length === 0) return problem('`vocabulary` of {layer} is empty.', 'vocabulary');
  if (twice !== undefined)
    return problem(`\`vocabulary\` of {layer} holds ${JSON.stringify(twice)} twice.`, 'vocabulary');
  const odd = words.find((word) => special.includes(word));
  if (odd !== undefined)
    return problem(
      `\`vocabulary\` of {layer} holds ${JSON.stringify(odd)}, which stands for the mask or for unknown tokens.`,
      'vocabulary',
    );
  const size = words.length + tokenStart(layout);
  if (limit !== null && size > limit)
    return problem(
      `\`vocabulary\` of {layer} has ${words.length} words, which with ${tokenStart(layout)} more is over \`max_tokens: ${limit}\`.`,
      'vocabulary',
    );
  if (layout.mode === 'tf_idf' && !weights)
    return problem(
      '`output_mode: tf_idf` with a `vocabulary` needs `idf_weights`, one for each word.',
      'output_mode',
      'without a vocabulary, both are learned from the data.',
    );
  if (weights && weights.length !== words.length)
    return problem(`\`idf_weights\` has ${weights.length} numbers for ${words.length} words.`, 'idf_weights');
  return undefined;
}

/** How many numbers there are in all, which is the size of vectors; undefined where nothing says so. */
export function lookupSize(
  args: LookupSizes,
  layout: VocabularyLayout,
  special: readonly Token[],
): Size | undefined {
  const { max_tokens: limit, vocabulary, pad_to_max_tokens: pads } = args;
  if (!vocabulary) return limit ?? undefined;
  if (pads && limit !== null) return limit;
  return plainVocabulary(vocabulary, special).length + tokenStart(layout);
}

/** KM3005: vectors whose size only the data would tell. */
export function unknownVocabulary(): ShapeProblem {
  return shapeProblem(
    'KM3005',
    'The size of the vectors that {layer} makes must be known: `vocabulary` or `max_tokens` says it.',
    {
      help: '`max_tokens: 1000` keeps the most frequent ones; the rest count as unknown.',
      set: { argument: 'max_tokens', text: '1000' },
    },
  );
}
