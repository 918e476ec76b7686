import {
  integer,
  noneByDefault,
  option,
  requiredArgument,
  requiredInteger,
} from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { OutputMode } from './host/encode.ts';
import { hashInto } from './host/hash.ts';
import { Lookup, lookupAdaptation, lookupOutput, refusedTokens, type LookupSettings } from './host/lookup.ts';
import { lookupArguments, saltArgument } from './host/lookup-arguments.ts';
import { onTheHost } from './host/on-the-host.ts';

const { max_tokens, num_oov_indices, idf_weights, output_mode, pad_to_max_tokens } = lookupArguments;

interface IntegerLookupArguments {
  readonly max_tokens: number | null;
  readonly num_oov_indices: number;
  readonly mask_token: number | null;
  readonly oov_token: number;
  readonly vocabulary: readonly number[] | null;
  readonly idf_weights: readonly number[] | null;
  readonly output_mode: OutputMode;
  readonly pad_to_max_tokens: boolean;
  readonly oov_method: 'floormod' | 'farmhash';
  readonly salt: number | readonly number[] | null;
}

function settingsOf(args: IntegerLookupArguments): LookupSettings<number> {
  const { mask_token: mask, oov_token: unknown, num_oov_indices: count, output_mode: mode } = args;
  const hashes = args.oov_method === 'farmhash' || args.salt !== null;
  return {
    ...args,
    layout: { mask, unknownCount: count, mode },
    special: mask === null ? [unknown] : [mask, unknown],
    // The remainder has the sign of the divisor, as Python's.
    spread: hashes ? hashInto(count, args.salt) : (token) => ((token % count) + count) % count,
    tokens: 'integers',
  };
}

/** Whole numbers that stand for categories, by their places in a vocabulary. */
export const integerLookup = defineLayer({
  name: 'IntegerLookup',
  family: 'preprocessing',
  summary: 'Turns whole numbers of any size into their numbers in a vocabulary, or into vectors.',
  example: 'x -> IntegerLookup(max_tokens: 100)',
  arguments: {
    max_tokens,
    num_oov_indices,
    mask_token: noneByDefault(
      requiredInteger('The number that stands for padding: 0, or nothing in vectors.'),
    ),
    oov_token: integer(-1, 'The number that stands for unknown ones in a vocabulary.'),
    vocabulary: noneByDefault(
      requiredArgument<readonly number[]>(
        { kind: 'list', of: { kind: 'integer' } },
        'The numbers; without it they are learned from the data, the most frequent ones first.',
      ),
    ),
    idf_weights,
    output_mode,
    pad_to_max_tokens,
    oov_method: option(
      ['floormod', 'farmhash'],
      'floormod',
      'How unknown numbers are spread over several indices.',
    ),
    salt: saltArgument,
  },
  input: { dtype: 'integer', description: 'whole numbers, int32[batch, …]' },
  output: ({ args, inputs }) => lookupOutput(settingsOf(args), inputs[0]!.shape),
  lower: onTheHost,
  adapt: lookupAdaptation<IntegerLookupArguments>(settingsOf),
  host: {
    only: true,
    prepare: (args, state) => {
      const lookup = new Lookup(settingsOf(args), state);
      return ([entries]) => lookup.run(entries!, Number);
    },
    refuses: (args) => refusedTokens(settingsOf(args), Number),
  },
});
