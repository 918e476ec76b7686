import { describe, expect, it } from 'vitest';
import { check, compileModel } from '../../compiler/index.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { examples } from '../../examples/data/index.ts';
import { formatText } from '../../grammar/format.ts';
import { exampleFiles as files, exampleHost as host, trainBriefly } from './train-briefly.ts';

const names = Object.keys(files);

/** As real Keras counts them. */
const parameters: readonly (readonly [file: string, model: string, parameters: number])[] = [
  ['mlp', 'MLP', 3_466],
  ['perceptron', 'Perceptron', 7_850],
  ['fashion-mnist', 'FashionMnist', 101_770],
  ['question-answering', 'TextQA', 1_000_052],
  ['posts', 'PostAuthor', 14_146_316],
  ['inception', 'InceptionModule', 639_872],
  ['siamese', 'Siamese', 20_673],
  ['shared-embedding', 'TwoTexts', 128_258],
  ['xception', 'XceptionBase', 20_861_480],
  ['tickets', 'TicketRouter', 1_286_789],
  ['ticket-difficulty', 'TicketDifficulty', 1_286_789 + 3 * 65],
];

describe('every example', () => {
  it.each(names)('%s has no mistakes and stands in the canonical form', async (file) => {
    expect(check(file, host).diagnostics).toEqual([]);
    expect(await formatText(files[file]!)).toBe(files[file]);
  });

  it.each(parameters)('%s.kmodel: %s has %i parameters', (file, model, count) => {
    const { graph } = compileModel(`${file}.kmodel`, host, { model });
    expect(summarizeModel(graph!).params.total).toBe(count);
  });

  it('posts need texts of 269 words', () => {
    const { graph } = compileModel('posts.kmodel', host);
    expect(summarizeModel(graph!).conditions).toEqual(['T >= 269']);
  });

  it('the U-Net needs images whose sides are multiples of 4', () => {
    const { graph } = compileModel('unet.kmodel', host);
    expect(summarizeModel(graph!).conditions).toEqual(expect.arrayContaining(['H % 4 == 0', 'W % 4 == 0']));
  });

  it('the library of examples lacks none that is in the folder', () => {
    const known = new Set(examples.flatMap(({ name, imports }) => [name, ...imports]));
    expect(names.map((file) => file.replace('.kmodel', '')).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('training on made data', () => {
  it.each(examples.map(({ name }) => name))(
    '%s takes a few steps, and its loss falls or stays a number',
    async (name) => {
      const { history } = await trainBriefly(name, name === 'two-cameras' ? 1 : 3);
      const losses = history.loss as number[];
      expect(losses.every(Number.isFinite)).toBe(true);
      if (losses.length > 1) expect(losses.at(-1)).toBeLessThan(losses[0]!);
    },
    120_000,
  );
});
