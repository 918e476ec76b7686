import {
  argument,
  noneByDefault,
  option,
  orNone,
  requiredArgument,
  requiredInteger,
} from '../../declarations/declare.ts';
import type { HostEntries } from '../../declarations/adaptation.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { addRow, type OutputMode } from './host/encode.ts';
import { Lookup, LookupFitter, lookupAdaptation, type LookupSettings } from './host/lookup.ts';
import {
  lookupArguments,
  lookupSize,
  unknownVocabulary,
  vocabularyProblem,
} from './host/lookup-arguments.ts';
import { onTheHost } from './host/on-the-host.ts';
import { grouped, standardized, tokensOf, type Split, type Standardize } from './host/tokens.ts';

const { max_tokens, idf_weights, pad_to_max_tokens } = lookupArguments;

interface TextArguments {
  readonly max_tokens: number | null;
  readonly standardize: Standardize;
  readonly split: Split;
  readonly ngrams: number | readonly number[] | null;
  readonly output_mode: Exclude<OutputMode, 'one_hot'>;
  readonly output_sequence_length: number | null;
  readonly pad_to_max_tokens: boolean;
  readonly vocabulary: readonly string[] | null;
  readonly idf_weights: readonly number[] | null;
}

/** Padding is the empty string, of number 0; what is unknown is 1, and 0 in vectors. */
function settingsOf(args: TextArguments): LookupSettings<string> {
  return {
    ...args,
    layout: { mask: '', unknownCount: 1, mode: args.output_mode },
    special: ['', '[UNK]'],
    spread: () => 0,
    tokens: 'strings',
  };
}

const adaptation = lookupAdaptation<TextArguments>(settingsOf);

/** Texts as the numbers of their words. */
export const textVectorization = defineLayer({
  name: 'TextVectorization',
  family: 'preprocessing',
  summary: 'Splits texts into words and turns these into numbers, or each text into a vector.',
  example: 'x -> TextVectorization(max_tokens: 1000, output_sequence_length: 20)',
  arguments: {
    max_tokens,
    standardize: orNone(
      option(
        ['lower_and_strip_punctuation', 'lower', 'strip_punctuation'],
        'lower_and_strip_punctuation',
        'What is done to a text before it is split.',
      ),
    ),
    split: orNone(option(['whitespace', 'character'], 'whitespace', 'Where a text is split.')),
    ngrams: argument<number | readonly number[] | null>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'integer', minimum: 1 },
          { kind: 'list', of: { kind: 'integer', minimum: 1 }, minimumLength: 1 },
        ],
      },
      null,
      'Words side by side count as one, up to so many, or in groups of the widths of a list.',
    ),
    output_mode: option(
      ['int', 'multi_hot', 'count', 'tf_idf'],
      'int',
      '`int`: the numbers of the words; `multi_hot`, `count`, `tf_idf`: one vector for each text.',
    ),
    output_sequence_length: noneByDefault(
      requiredInteger('Texts are cut or padded with 0 to so many words.', { minimum: 1 }),
    ),
    pad_to_max_tokens,
    vocabulary: noneByDefault(
      requiredArgument<readonly string[]>(
        { kind: 'list', of: { kind: 'string' } },
        'The words; without it they are learned from the data, the most frequent ones first.',
      ),
    ),
    idf_weights,
  },
  input: { dtype: 'string', description: 'one text a sample, string' },
  output: ({ args, inputs, freshSize }) => {
    const settings = settingsOf(args);
    const { layout, special } = settings;
    const [{ shape }] = inputs as readonly [(typeof inputs)[number]];
    if (shape.length > 1 || (shape.length === 1 && shape[0] !== 1 && args.split !== null)) {
      return shapeProblem('KM3001', '{layer} takes one text a sample, but {input} holds several.', {
        help: '`split: none` takes them as the words of one text.',
      });
    }
    if (args.output_sequence_length !== null && layout.mode !== 'int') {
      return shapeProblem('KM2004', '`output_sequence_length` goes with `output_mode: int`.', {
        argument: 'output_sequence_length',
      });
    }
    const problem = vocabularyProblem(settings, layout, special);
    if (problem) return problem;
    if (layout.mode === 'int') return { dtype: 'int32', shape: [args.output_sequence_length ?? freshSize()] };
    const size = lookupSize(settings, layout, special);
    return size === undefined ? unknownVocabulary() : { dtype: 'float32', shape: [size] };
  },
  lower: onTheHost,
  adapt: {
    ...adaptation,
    fitter: (args) => {
      const fitter = new LookupFitter<string>(settingsOf(args), (value) => value as string);
      return {
        add: (entries) => {
          for (const tokens of textsOf(entries, args)) fitter.addTokens(tokens);
        },
        finish: () => fitter.finish(),
      };
    },
  },
  host: {
    only: true,
    prepare: (args, state) => {
      const lookup = new Lookup(settingsOf(args), state);
      return ([entries]) => {
        const rows = textsOf(entries!, args).map((tokens) => tokens.map((token) => lookup.numberOf(token)));
        return args.output_mode === 'int'
          ? padded(rows, args.output_sequence_length)
          : vectors(rows, args.output_mode, lookup);
      };
    },
  },
});

/** The words of each sample. */
function textsOf({ shape, data }: HostEntries, settings: TextArguments): readonly (readonly string[])[] {
  const texts = data as readonly (string | undefined)[];
  if (settings.split !== null) return texts.map((text) => tokensOf(text ?? '', settings));
  const [samples = 0] = shape;
  const width = samples === 0 ? 0 : texts.length / samples;
  return Array.from({ length: samples }, (_, sample) =>
    grouped(
      texts
        .slice(sample * width, (sample + 1) * width)
        .map((text) => standardized(text ?? '', settings.standardize)),
      settings.ngrams,
    ),
  );
}

/** Rows of one length: the one that is asked for, else that of the longest, at least 1. */
function padded(rows: readonly (readonly number[])[], length: number | null): HostEntries {
  const width = length ?? rows.reduce((longest, row) => Math.max(longest, row.length), 1);
  const data = new Int32Array(rows.length * width);
  rows.forEach((row, index) => data.set(row.length > width ? row.slice(0, width) : row, index * width));
  return { shape: [rows.length, width], data };
}

function vectors(
  rows: readonly (readonly number[])[],
  mode: OutputMode,
  { size, weights }: Lookup<string>,
): HostEntries {
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, index) => addRow(data, index * size, row, mode, size, weights));
  return { shape: [rows.length, size], data };
}
