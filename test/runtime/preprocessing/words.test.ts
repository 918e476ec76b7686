import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from '../../../runtime/engines/tfjs/engine.ts';
import { loadWeights, saveWeights, type ModelData } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { complaint, modelOf, silent } from './support.ts';

const members = `  input town: string { missing: most_frequent }
  input review: string
  input age: float32[1] { missing: median }
  branch place = town -> StringLookup(max_tokens: 4) -> Embedding(4, 2)
  branch words = review -> TextVectorization(max_tokens: 20) -> Embedding(20, 4, mask_zero: true) -> GlobalAveragePooling1D()
  branch years = age -> Normalization()
  head good = [place, words, years] -> Concatenate() -> Dense(1, activation: sigmoid) {
    loss: binary_crossentropy
    metrics: [accuracy]
    classes: ["bad", "good"]
  }
  train { optimizer: Adam(0.05), epochs: 15, batch_size: 4 }`;

const data = {
  town: ['Ulm', 'Bonn', null, 'Rom', 'Ulm', 'Bonn', 'Ulm', 'Bonn'],
  review: [
    'good film',
    'bad film!',
    'a very good thing',
    'bad',
    'Good.',
    'terribly bad',
    'so good',
    'bad bad',
  ],
  age: [1, 2, null, 4, 5, 6, 7, 100],
  good: ['good', 'bad', 'good', 'bad', 'good', 'bad', 'good', 'bad'],
} satisfies ModelData;

const folder = (): string => mkdtempSync(join(tmpdir(), 'kmodel-words-'));
const text = (bytes: ArrayLike<number>): string => new TextDecoder().decode(Uint8Array.from(bytes));

describe('a model of strings, gaps and numbers', () => {
  it.each([
    ['onnx', testEngine],
    ['tfjs', () => createTfjsEngine()],
  ] as const)('trains, evaluates and predicts on %s', async (_, engine) => {
    const model = await modelOf(members, engine());
    const { history } = await model.fit(data, silent);
    expect(history.loss!.at(-1)).toBeLessThan(0.05);
    expect(await model.evaluate(data)).toMatchObject({ accuracy: 1 });
    const { good } = await model.predict({
      town: ['Paris', undefined],
      review: ['good', 'bad!!'],
      age: [3, null],
    });
    expect([...good!.data].map((value) => value > 0.5)).toEqual([true, false]);
    const predicted = await model.predict({ town: [null], review: ['good'], age: [3] });
    expect(await model.predict({ town: [undefined], review: ['good'], age: [3] })).toEqual(predicted);
    expect(Number.isFinite(predicted.good!.data[0])).toBe(true);
    await model.dispose();
  });

  it('learns from the training part alone', async () => {
    const model = await modelOf(members);
    await model.fit(data, { ...silent, epochs: 1, validationSplit: 0.25 });
    const learned = model.getLearned();
    expect(text(learned['place_string_lookup/vocabulary']!.data)).toBe('["Bonn","Ulm","Rom"]');
    expect(text(learned['words_text_vectorization/vocabulary']!.data)).toBe(
      '["good","bad","film","very","thing","terribly","a"]',
    );
    // Of 1, 2, 4, 5, 6: neither 7 nor 100 is part of it, and the gap counts as the median.
    expect(learned['age/missing']).toMatchObject({ data: Float32Array.of(4) });
    expect(model.getWeights()['years_normalization/mean']!.data[0]).toBeCloseTo((1 + 2 + 4 + 4 + 5 + 6) / 6);
    await model.dispose();
  });

  it('keeps what it has learned, whatever it trains on next', async () => {
    const model = await modelOf(members);
    await model.fit(data, { ...silent, epochs: 1 });
    const before = model.getLearned();
    const mean = model.getWeights()['years_normalization/mean'];
    await model.fit(
      { ...data, age: data.age.map(() => 50), town: data.town.map(() => 'Rom') },
      { ...silent, epochs: 1 },
    );
    expect(model.getLearned()).toEqual(before);
    expect(model.getWeights()['years_normalization/mean']).toEqual(mean);
    await model.adapt({ town: ['Rom', 'Rom'], review: ['x', 'y'], age: [50, 50] });
    expect(model.getWeights()['years_normalization/mean']!.data[0]).toBe(50);
    await model.dispose();
  });

  it('says where it has yet to learn', async () => {
    const model = await modelOf(members);
    const { town, review, age } = data;
    expect(await complaint(() => model.predict({ town, review, age }))).toBe(
      '`town` of `Test` has not learned from data yet.',
    );
    await model.adapt({ town, review, age });
    expect(await complaint(() => model.predict({ town, review, age }))).toBe('');
    await model.dispose();
  });

  it('reads data batch by batch', async () => {
    const batches = [0, 4].map((start) => ({
      xs: {
        town: data.town.slice(start, start + 4),
        review: data.review.slice(start, start + 4),
        age: data.age.slice(start, start + 4),
      },
      ys: data.good.slice(start, start + 4),
    }));
    const dataset = {
      iterator: () => {
        const left = [...batches];
        return Promise.resolve({
          next: () => Promise.resolve({ value: left[0], done: left.shift() === undefined }),
        });
      },
    };
    const [whole, parts] = [await modelOf(members), await modelOf(members)];
    await whole.fit(data, { ...silent, epochs: 2, shuffle: false });
    await parts.fit(dataset, { ...silent, epochs: 2 });
    expect(parts.getLearned()).toEqual(whole.getLearned());
    expect(parts.getWeights()).toEqual(whole.getWeights());
    await Promise.all([whole.dispose(), parts.dispose()]);
  });
});

describe('what was learned is saved', () => {
  it('with the weights', async () => {
    const path = join(folder(), 'w.safetensors');
    const [trained, loaded] = [await modelOf(members), await modelOf(members)];
    await trained.fit(data, silent);
    await saveWeights(trained, path);
    await loadWeights(loaded, path);
    expect(loaded.getLearned()).toEqual(trained.getLearned());
    const { town, review, age } = data;
    expect(await loaded.predict({ town, review, age })).toEqual(await trained.predict({ town, review, age }));
    await Promise.all([trained.dispose(), loaded.dispose()]);
  });

  it('and a resumed run ends in the same bits', async () => {
    const [whole, half, rest] = [await modelOf(members), await modelOf(members), await modelOf(members)];
    const [a, b] = [folder(), folder()];
    await whole.fit(data, { ...silent, epochs: 4, run: a });
    await half.fit(data, { ...silent, epochs: 2, run: b });
    await rest.fit(data, { ...silent, epochs: 4, run: { folder: b, resume: true } });
    expect(rest.getWeights()).toEqual(whole.getWeights());
    expect(rest.getLearned()).toEqual(whole.getLearned());
    // A checkpoint is weights, too.
    const loaded = await modelOf(members);
    await loadWeights(loaded, join(b, 'checkpoint.safetensors'));
    expect(loaded.getLearned()).toEqual(whole.getLearned());
    await Promise.all([whole, half, rest, loaded].map((model) => model.dispose()));
  });

  it('and goes with no other vocabulary or names', async () => {
    const path = join(folder(), 'w.safetensors');
    const text = (town: string, names: string) =>
      `  input town: string\n  head y = town -> StringLookup(vocabulary: [${town}], output_mode: one_hot, name: "town_lookup") -> Dense(1, activation: sigmoid) { loss: bce, classes: [${names}] }`;
    const trained = await modelOf(text('"Ulm", "Bonn"', '"no", "yes"'));
    await saveWeights(trained, path);
    const refusal = async (town: string, names: string): Promise<string> => {
      const other = await modelOf(text(town, names));
      const message = await complaint(() => loadWeights(other, path));
      await other.dispose();
      return message.replace(path, 'w.safetensors');
    };
    expect(await refusal('"Ulm", "Bonn"', '"no", "yes"')).toBe('');
    expect(await refusal('"Bonn", "Ulm"', '"no", "yes"')).toBe(
      '`town_lookup/vocabulary` is another in w.safetensors than in the model: entry 0 is "Ulm" there and "Bonn" here.',
    );
    expect(await refusal('"Ulm", "Bonn"', '"yes", "no"')).toBe(
      '`y/classes` is another in w.safetensors than in the model: entry 0 is "no" there and "yes" here.',
    );
    await trained.dispose();
  });

  it('and missed where a file has none', async () => {
    const path = join(folder(), 'w.safetensors');
    const given =
      '  input t: string\n  head y = t -> StringLookup(max_tokens: 3, VOCABULARYoutput_mode: one_hot, name: "t_lookup") -> Dense(1) { loss: mse }';
    const trained = await modelOf(
      '  input t: int32[]\n  head y = t -> CategoryEncoding(3, output_mode: one_hot) -> Dense(1) { loss: mse }',
    );
    await saveWeights(trained, path);
    const other = await modelOf(given.replace('VOCABULARY', ''));
    expect(await complaint(() => loadWeights(other, path))).toMatch(
      /does not hold `t_lookup\/vocabulary`, which `Test` learns from data\.$/,
    );
    await Promise.all([trained.dispose(), other.dispose()]);
  });
});

describe('bad data', () => {
  it.each<[what: string, wrong: ModelData, message: string]>([
    [
      'a number for a string',
      { ...data, town: [1, 2, 3, 4, 5, 6, 7, 8] },
      '`town` holds 1 in sample 0, but input `town` takes strings.',
    ],
    [
      'a string for a number',
      { ...data, age: data.age.map(String) },
      '`age` holds "1" in sample 0, where a number is needed.',
    ],
    [
      'a gap without a rule',
      { ...data, review: [null, ...data.review.slice(1)] },
      '`review` has no value in sample 0.',
    ],
    [
      'a class that there is not',
      { ...data, good: ['god', ...data.good.slice(1)] },
      '`good` holds "god" in sample 0, but the classes of head `good` are "bad", "good".',
    ],
    ['no class', { ...data, good: [null, ...data.good.slice(1)] }, '`good` has no class in sample 0.'],
    [
      'a number that is no class',
      { ...data, good: ['3', ...data.good.slice(1)] },
      '`good` holds 3 in sample 0, at [0], but `binary_crossentropy` takes numbers from 0 to 1.',
    ],
    [
      'nothing but gaps',
      { ...data, age: data.age.map(() => null) },
      '`age` has no entry in the training part: there is no median for those that are missing.',
    ],
    [
      'texts without a word',
      { ...data, review: data.review.map(() => '!') },
      '`words_text_vectorization` of `Test` learns nothing: the data hold no words to learn.',
    ],
    [
      'several strings a sample',
      { ...data, town: data.town.map((town) => [town, town]) },
      '`town` has the shape [8, 2], but input `town` is string[]: [N] is needed.',
    ],
  ])('%s', async (_, wrong, message) => {
    const model = await modelOf(members);
    expect(await complaint(() => model.fit(wrong, silent))).toBe(message);
    await model.dispose();
  });

  it('a word that has no number', async () => {
    const model = await modelOf(
      '  input t: string[2]\n  head y = t -> StringLookup(vocabulary: ["a", "b"], num_oov_indices: 0, output_mode: multi_hot) -> Dense(1)',
    );
    expect(
      await complaint(() =>
        model.predict({
          t: [
            ['a', 'b'],
            ['a', 'c'],
          ],
        }),
      ),
    ).toMatch(/^`t` holds "c" in sample 1, at \[1\], which the vocabulary of `\w+` does not have\.$/);
    await model.dispose();
  });

  it('texts with fewer words than a window', async () => {
    const model = await modelOf(
      '  input t: string\n  head y = t -> TextVectorization(max_tokens: 9, name: "words") -> Embedding(9, 2) -> Conv1D(2, 3, name: "window") -> GlobalMaxPooling1D() -> Dense(1)',
    );
    await model.adapt({ t: ['a b c d'] });
    expect(await complaint(() => model.predict({ t: ['a b c'] }))).toBe('');
    expect(await complaint(() => model.predict({ t: ['a b', 'c'] }))).toBe(
      'axis 1 is 2 in `words`, but `window` needs ? - 2 ≥ 1.',
    );
    await model.dispose();
  });

  it('a value for what is missing that nothing looks up', async () => {
    const model = await modelOf(
      '  input n: int32[] { missing: 9 }\n  head y = n -> Embedding(4, 2) -> Dense(1)',
    );
    expect(await complaint(() => model.predict({ n: [1, null] }))).toBe(
      '`n` puts 9 in the place of what is missing, but `y_embedding` has entries 0 to 3.',
    );
    await model.dispose();
  });

  it('a number beyond what is looked up', async () => {
    const model = await modelOf(
      '  input t: string\n  head y = t -> StringLookup(vocabulary: ["a", "b"]) -> Embedding(2, 2) -> Dense(1)',
    );
    expect(await complaint(() => model.predict({ t: ['a', 'b'] }))).toContain(
      'but `y_embedding` has entries 0 to 1',
    );
    await model.dispose();
  });
});

describe('labels', () => {
  const three = (loss: string) =>
    `  input x: float32[1]\n  head y = x -> Dense(3, activation: softmax) { loss: ${loss}, classes: ["a", "b", "c"] }`;

  it.each(['sparse_categorical_crossentropy', 'categorical_crossentropy'])(
    'are words for %s',
    async (loss) => {
      const model = await modelOf(three(loss));
      const x = [1, 2, 3];
      const words = await model.evaluate({ x, y: ['a', 'c', 'b'] });
      const numbers = loss.startsWith('sparse')
        ? [0, 2, 1]
        : [
            [1, 0, 0],
            [0, 0, 1],
            [0, 1, 0],
          ];
      expect(words).toEqual(await model.evaluate({ x, y: numbers }));
      expect(words).toEqual(await model.evaluate({ x, y: ['0', 'c', '1'] }));
      await model.dispose();
    },
  );

  it('of heads without names are numbers', async () => {
    const model = await modelOf(
      '  input x: float32[1]\n  head y = x -> Dense(1, activation: sigmoid) { loss: bce }',
    );
    expect(await complaint(() => model.evaluate({ x: [1], y: ['yes'] }))).toBe(
      '`y` holds "yes" in sample 0, where a number is needed.',
    );
    await model.dispose();
  });
});
