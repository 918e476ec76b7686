import { describe, expect, it } from 'vitest';
import type { FittedState, HostEntries } from '../../../../compiler/declarations/adaptation.ts';
import { findLayer } from '../../../../compiler/layers/registry.ts';
import { argumentsOf, type Config } from '../../support/keras-config.ts';

const words = (data: readonly (string | undefined)[], ...sample: number[]): HostEntries => ({
  shape: [data.length / sample.reduce((size, each) => size * each, 1), ...sample],
  data,
});
const integers = (data: readonly number[], ...sample: number[]): HostEntries => ({
  shape: [data.length / sample.reduce((size, each) => size * each, 1), ...sample],
  data: Int32Array.from(data),
});

/** What a layer that runs before the graph gives, as plain lists. */
function run(name: string, config: Config, inputs: readonly HostEntries[], learned: FittedState = {}) {
  const layer = findLayer(name)!;
  const work = layer.host!.prepare(argumentsOf(layer.arguments, config), learned);
  const { shape, data } = work(inputs);
  return { shape, data: [...(data as Iterable<number>)] };
}

/** What a layer learns from data that come in two parts. */
function learn(name: string, config: Config, ...parts: readonly HostEntries[]): FittedState {
  const layer = findLayer(name)!;
  const fitter = layer.adapt!.fitter(argumentsOf(layer.arguments, config), [{ dtype: 'string', shape: [] }]);
  parts.forEach((part) => fitter.add(part));
  return fitter.finish();
}

describe('StringLookup', () => {
  const vocabulary = ['a', 'b', 'c'];

  it.each<[what: string, config: Config, data: readonly string[], expected: readonly number[]]>([
    ['unknown is 0 without a mask', {}, ['a', 'c', 'x'], [1, 3, 0]],
    ['the mask is 0, unknown 1', { mask_token: '' }, ['', 'x', 'a'], [0, 1, 2]],
    ['nothing unknown', { num_oov_indices: 0 }, ['a', 'c'], [0, 2]],
    ['special words may lead the vocabulary', { mask_token: '', vocabulary: ['', '[UNK]', 'a'] }, ['a'], [2]],
    // As `tf.strings.to_hash_bucket_fast` spreads them over two.
    ['several unknown', { num_oov_indices: 2 }, ['a', 'x', 'y', 'z'], [2, 0, 1, 1]],
  ])('numbers: %s', (_, config, data, expected) => {
    expect(run('StringLookup', { vocabulary, ...config }, [words(data)]).data).toEqual(expected);
  });

  it.each<[what: string, config: Config, shape: readonly number[], expected: readonly number[]]>([
    ['one_hot, a vector for each', { output_mode: 'one_hot' }, [1, 2, 4], [0, 1, 0, 0, 1, 0, 0, 0]],
    ['multi_hot, one for all', { output_mode: 'multi_hot' }, [1, 4], [1, 1, 0, 0]],
    ['count', { output_mode: 'count' }, [1, 4], [1, 1, 0, 0]],
    [
      'padded to max_tokens',
      { output_mode: 'count', max_tokens: 6, pad_to_max_tokens: true },
      [1, 6],
      [1, 1, 0, 0, 0, 0],
    ],
    ['tf_idf, unknown as the mean', { output_mode: 'tf_idf', idf_weights: [2, 4, 6] }, [1, 4], [4, 2, 0, 0]],
    ['masked words count for nothing', { output_mode: 'count', mask_token: 'x' }, [1, 4], [0, 1, 0, 0]],
  ])('vectors: %s', (_, config, shape, expected) => {
    const found = run('StringLookup', { vocabulary, ...config }, [words(['a', 'x'], 2)]);
    expect(found).toEqual({ shape, data: expected });
  });

  it('learns the most frequent words first, those as frequent in falling byte order', () => {
    const parts = [words(['b', 'a', 'c', undefined]), words(['b', 'é', '\u{1F600}', '\uFFFD', '[UNK]'])];
    expect(learn('StringLookup', {}, ...parts)).toEqual({
      vocabulary: ['b', '\u{1F600}', '\uFFFD', 'é', 'c', 'a'],
    });
    expect(learn('StringLookup', { max_tokens: 3 }, ...parts)).toEqual({ vocabulary: ['b', '\u{1F600}'] });
    expect(learn('StringLookup', { max_tokens: 3, mask_token: '' }, ...parts)).toEqual({ vocabulary: ['b'] });
  });

  it('gives vectors of max_tokens where the data had fewer words', () => {
    const config = { max_tokens: 5, output_mode: 'multi_hot' };
    expect(run('StringLookup', config, [words(['b'])], { vocabulary: ['b'] })).toEqual({
      shape: [1, 5],
      data: [0, 1, 0, 0, 0],
    });
  });

  it('weighs words by how rare they are in samples', () => {
    const { vocabulary: learned, idf_weights: weights } = learn(
      'StringLookup',
      { max_tokens: 9, output_mode: 'tf_idf' },
      words(['a', 'a', 'a', 'b'], 2),
    );
    expect(learned).toEqual(['a', 'b']);
    // log(1 + documents / (1 + documents with the word))
    expect([...(weights as Float32Array)]).toEqual(
      [Math.log(1 + 2 / 3), Math.log(1 + 2 / 2)].map(Math.fround),
    );
  });

  it('learns nothing of nothing', () => {
    expect(() => learn('StringLookup', {}, words([undefined]))).toThrow('the data hold no words to learn');
  });
});

describe('IntegerLookup', () => {
  it('has numbers of any size, and Python’s remainder for those unknown', () => {
    const config = { vocabulary: [12, 1138, 42] };
    expect(run('IntegerLookup', config, [integers([12, 7, 42])]).data).toEqual([1, 0, 3]);
    const several = run('IntegerLookup', { ...config, num_oov_indices: 3 }, [integers([-1, 7, 12])]);
    expect(several.data).toEqual([2, 1, 3]);
    expect(learn('IntegerLookup', {}, integers([5, 9, 9, -1, 7]))).toEqual({
      vocabulary: Int32Array.of(9, 7, 5),
    });
  });
});

/** From the pages of Keras and TensorFlow. */
describe('Hashing', () => {
  it.each<[config: Config, data: readonly string[], expected: readonly number[]]>([
    [{ num_bins: 3 }, ['A', 'B', 'C', 'D', 'E'], [1, 0, 1, 1, 2]],
    [{ num_bins: 3, mask_value: '' }, ['A', 'B', '', 'C', 'D'], [1, 1, 0, 2, 2]],
    [{ num_bins: 3, salt: [133, 137] }, ['A', 'B', 'C', 'D', 'E'], [1, 2, 1, 0, 2]],
    [{ num_bins: 3, salt: 133 }, ['A', 'B', 'C', 'D', 'E'], [0, 0, 2, 1, 0]],
  ])('%j', (config, data, expected) => {
    expect(run('Hashing', config, [words(data, 1)])).toEqual({ shape: [data.length, 1], data: expected });
  });

  it('hashes numbers as their text', () => {
    const numbers = run('Hashing', { num_bins: 1000 }, [integers([7, -12])]);
    expect(numbers).toEqual(run('Hashing', { num_bins: 1000 }, [words(['7', '-12'])]));
  });

  it('gives vectors', () => {
    expect(run('Hashing', { num_bins: 3, output_mode: 'one_hot' }, [words(['A', 'B'], 1)])).toEqual({
      shape: [2, 3],
      data: [0, 1, 0, 1, 0, 0],
    });
  });
});

describe('HashedCrossing', () => {
  const pair = [words(['A', 'B', 'A', 'B', 'A']), integers([101, 101, 101, 102, 102])];

  it('has the buckets of Keras’s page', () => {
    expect(run('HashedCrossing', { num_bins: 5 }, pair).data).toEqual([1, 4, 1, 1, 3]);
    expect(run('HashedCrossing', { num_bins: 5, output_mode: 'one_hot' }, pair).shape).toEqual([5, 5]);
  });
});

describe('TextVectorization', () => {
  const learned = { vocabulary: ['good', 'film', 'a'] };
  const texts = words(['A GOOD film!', 'bad\tfilm', '']);

  it.each<[config: Config, shape: readonly number[], expected: readonly number[]]>([
    [{}, [3, 3], [4, 2, 3, 1, 3, 0, 0, 0, 0]],
    [{ output_sequence_length: 2 }, [3, 2], [4, 2, 1, 3, 0, 0]],
    [{ standardize: null }, [3, 3], [1, 1, 1, 1, 3, 0, 0, 0, 0]],
    [{ standardize: 'lower' }, [3, 3], [4, 2, 1, 1, 3, 0, 0, 0, 0]],
    [{ output_mode: 'multi_hot', max_tokens: 5 }, [3, 5], [0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]],
  ])('%j', (config, shape, expected) => {
    expect(run('TextVectorization', config, [texts], learned)).toEqual({ shape, data: expected });
  });

  it('splits into characters, and takes words that are split already', () => {
    const vocabulary = ['a', 'b'];
    expect(run('TextVectorization', { split: 'character' }, [words(['ba!'])], { vocabulary }).data).toEqual([
      3, 2,
    ]);
    expect(
      run('TextVectorization', { split: null }, [words(['a', 'b', 'x', 'A'], 2)], { vocabulary }).data,
    ).toEqual([2, 3, 1, 2]);
  });

  it('joins words side by side: all of one width, then those of the next', () => {
    const found = learn('TextVectorization', { ngrams: 2 }, words(['to be or to be']));
    expect(found.vocabulary).toEqual(['to be', 'to', 'be', 'or to', 'or', 'be or']);
    const config = { ngrams: [2], vocabulary: ['to be', 'be or'] };
    expect(run('TextVectorization', config, [words(['to be or'])]).data).toEqual([2, 3]);
  });

  it('learns from all parts, without the empty word', () => {
    const config = { split: null };
    expect(learn('TextVectorization', config, words(['b', '', 'a']), words(['a'])).vocabulary).toEqual([
      'a',
      'b',
    ]);
  });
});
