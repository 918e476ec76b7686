import { noneByDefault, requiredArgument, requiredString, string } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { OutputMode } from './host/encode.ts';
import { hashInto } from './host/hash.ts';
import { Lookup, lookupAdaptation, lookupOutput, refusedTokens, type LookupSettings } from './host/lookup.ts';
import { lookupArguments, saltArgument } from './host/lookup-arguments.ts';
import { onTheHost } from './host/on-the-host.ts';

const { max_tokens, num_oov_indices, idf_weights, output_mode, pad_to_max_tokens } = lookupArguments;

interface StringLookupArguments {
  readonly max_tokens: number | null;
  readonly num_oov_indices: number;
  readonly mask_token: string | null;
  readonly oov_token: string;
  readonly vocabulary: readonly string[] | null;
  readonly idf_weights: readonly number[] | null;
  readonly output_mode: OutputMode;
  readonly pad_to_max_tokens: boolean;
  readonly salt: number | readonly number[] | null;
}

function settingsOf(args: StringLookupArguments): LookupSettings<string> {
  const { mask_token: mask, oov_token: unknown, num_oov_indices: unknownCount, output_mode: mode } = args;
  return {
    ...args,
    layout: { mask, unknownCount, mode },
    special: mask === null ? [unknown] : [mask, unknown],
    spread: hashInto(unknownCount, args.salt),
    tokens: 'strings',
  };
}

/** Strings by their numbers in a vocabulary. */
export const stringLookup = defineLayer({
  name: 'StringLookup',
  family: 'preprocessing',
  summary: 'Turns strings into their numbers in a vocabulary, or into vectors.',
  example: 'x -> StringLookup(max_tokens: 100)',
  arguments: {
    max_tokens,
    num_oov_indices,
    mask_token: noneByDefault(
      requiredString('The string that stands for padding: 0, or nothing in vectors.'),
    ),
    oov_token: string('[UNK]', 'The string that stands for unknown ones in a vocabulary.'),
    vocabulary: noneByDefault(
      requiredArgument<readonly string[]>(
        { kind: 'list', of: { kind: 'string' } },
        'The strings; without it they are learned from the data, the most frequent ones first.',
      ),
    ),
    idf_weights,
    output_mode,
    pad_to_max_tokens,
    salt: saltArgument,
  },
  input: { dtype: 'string', description: 'strings' },
  output: ({ args, inputs }) => lookupOutput(settingsOf(args), inputs[0]!.shape),
  lower: onTheHost,
  adapt: lookupAdaptation<StringLookupArguments>(settingsOf),
  host: {
    only: true,
    prepare: (args, state) => {
      const lookup = new Lookup(settingsOf(args), state);
      return ([entries]) => lookup.run(entries!, (value) => value as string);
    },
    refuses: (args) => refusedTokens(settingsOf(args), String),
  },
});
