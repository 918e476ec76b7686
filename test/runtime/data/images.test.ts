import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { formatText } from '../../../grammar/index.ts';
import { trainingData } from '../../../runtime/data/declared/model-data.ts';
import { readForModel } from '../../../runtime/data/declared/read-for-model.ts';
import { openSource } from '../../../runtime/data/tables/open-source.ts';
import { profileTable } from '../../../runtime/data/tables/profile-table.ts';
import { starterFor } from '../../../runtime/data/starter/starter.ts';
import { Model, type LoadedArray } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-images-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const colours = { grass: [20, 200, 40], rose: [220, 30, 60], sky: [40, 90, 230] } as const;

beforeAll(async () => {
  for (const [name, [r, g, b]] of Object.entries(colours)) {
    mkdirSync(at(`flowers/${name}`), { recursive: true });
    for (let index = 0; index < 8; index++) {
      const background = { r: r - index, g: g - index, b: b - index };
      const image = sharp({ create: { width: 20 + index, height: 12, channels: 3, background } });
      await (index % 2 === 0 ? image.png() : image.jpeg()).toFile(
        at(`flowers/${name}/${index}.${index % 2 === 0 ? 'png' : 'jpg'}`),
      );
    }
  }
  writeFileSync(at('flowers/notes.txt'), 'not an image');
});

function graphOf(input: string, more = '') {
  const path = at('m.kmodel');
  const text = `model Flowers {
    input ${input}
    head label = image -> Flatten() -> Dense(3, activation: softmax) {
      loss: sparse_categorical_crossentropy
      classes: ["grass", "rose", "sky"]
    }
    data { source: "flowers" ${more} }
    train { epochs: 2, seed: 1 }
  }`;
  const { graph, diagnostics } = compileModel(path, createMemoryHost({ [path]: text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

async function imagesOf(input: string, source = at('flowers')): Promise<LoadedArray> {
  return (await readForModel(graphOf(input), [[source]], 'predict')).arrays.image!;
}

describe('a folder of images by class', () => {
  it('is a table of paths and labels', async () => {
    const view = await profileTable(await openSource(at('flowers')));
    expect(view.rows).toBe(24);
    expect(view.columns.map(({ name, distinct }) => [name, distinct])).toEqual([
      ['image', 24],
      ['label', 3],
    ]);
  });

  it('becomes pixels of the size of the input, rows from the top, channels last', async () => {
    const { shape, data } = await imagesOf('image: uint8[4, 6, 3]');
    expect(shape).toEqual([24, 4, 6, 3]);
    expect([...data.slice(0, 6)]).toEqual([20, 200, 40, 20, 200, 40]);
  });

  it.each([
    ['grey', 'image: uint8[4, 6, 1]', [24, 4, 6, 1]],
    ['with opacity', 'image: float32[4, 6, 4]', [24, 4, 6, 4]],
  ])('is brought to the channels of the input: %s', async (_, input, shape) => {
    const image = await imagesOf(input);
    expect(image.shape).toEqual(shape);
    if (shape[3] === 4) expect(image.data[3]).toBe(255);
  });

  it('trains to the same bits from memory and from a file', async () => {
    const graph = graphOf('image: uint8[4, 6, 3]', ', validation: 0.25');
    const train = async (memory: number) => {
      const { training, validation } = await trainingData(graph, { seed: 1, memory, folder });
      const model = new Model(graph, await testEngine(), { seed: 1 });
      await model.fit(training.arrays, { validationData: validation!.arrays });
      const state = model.getState();
      await model.dispose();
      return state;
    };
    expect(await train(0)).toEqual(await train(2 ** 28));
  });

  it('has a model written for it, which compiles', async () => {
    const { text, stem } = await starterFor(at('flowers'), []);
    expect(stem).toBe('flowers');
    expect(await formatText(text)).toContain('classes: ["grass", "rose", "sky"]');
    const path = at('flowers.kmodel');
    expect(compileModel(path, createMemoryHost({ [path]: text })).diagnostics).toEqual([]);
  });

  it('is taken in the size that its images have, by the model written for it', async () => {
    const inputOf = async (name: string, width: number, height: number, isGray: boolean) => {
      for (const kind of ['a', 'b']) {
        mkdirSync(at(`${name}/${kind}`), { recursive: true });
        const image = sharp({ create: { width, height, channels: 3, background: '#888888' } });
        await (isGray ? image.toColourspace('b-w') : image).png().toFile(at(`${name}/${kind}/1.png`));
      }
      const { text } = await starterFor(at(name), []);
      return { input: /uint8\[.*\]/.exec(text)?.[0], flips: text.includes('RandomFlip') };
    };
    expect(await inputOf('photos', 640, 480, false)).toEqual({ input: 'uint8[72, 96, 3]', flips: true });
    expect(await inputOf('signs', 28, 28, true)).toEqual({ input: 'uint8[28, 28, 1]', flips: false });
    expect(await inputOf('dots', 3, 2, false)).toEqual({ input: 'uint8[2, 3, 3]', flips: true });
  });
});

describe('paths of images in a column', () => {
  const read = (rows: string) => {
    writeFileSync(at('table.csv'), `image,label\n${rows}\n`);
    return imagesOf('image: uint8[2, 2, 3]', at('table.csv'));
  };

  it('count from the folder of the table', async () => {
    const { shape, data } = await read('flowers/sky/0.png,sky\nflowers/rose/2.png,rose');
    expect(shape).toEqual([2, 2, 2, 3]);
    expect([...data.slice(0, 3), ...data.slice(12, 15)]).toEqual([40, 90, 230, 218, 28, 58]);
  });

  it('may be lists of numbers instead', async () => {
    const { shape } = await read('"[[[1,2,3],[4,5,6]],[[7,8,9],[1,2,3]]]",sky');
    expect(shape).toEqual([1, 2, 2, 3]);
  });

  it('name file, line and column where an image does not decode', async () => {
    writeFileSync(at('broken.jpg'), 'no image');
    await expect(read('flowers/sky/0.png,sky\nbroken.jpg,sky')).rejects.toThrow(
      /broken\.jpg cannot be decoded: .* \(.*table\.csv, line 3, column `image`\)\.$/,
    );
  });

  it('name file, line and column where there is none', async () => {
    await expect(read('gone.png,sky')).rejects.toThrow(
      /gone\.png cannot be read: there is no such file \(.*table\.csv, line 2, column `image`\)\.$/,
    );
  });

  it('do not stand beside lists', async () => {
    await expect(read('flowers/sky/0.png,sky\n"[[[1,2,3],[4,5,6]],[[7,8,9],[1,2,3]]]",sky')).rejects.toThrow(
      /table\.csv, line 3, column `image`: the path of an image is needed\.$/,
    );
  });
});

describe('a folder that is no data', () => {
  it('names the package that is not installed', async () => {
    vi.doMock('sharp', () => {
      throw new Error('not found');
    });
    await expect(imagesOf('image: uint8[2, 2, 3]')).rejects.toThrow(
      'Images are read by the package `sharp`, which is not installed here.',
    );
    vi.doUnmock('sharp');
  });

  it('says what a model for images needs', async () => {
    mkdirSync(at('one/class'), { recursive: true });
    await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toFile(at('one/class/a.png'));
    await expect(starterFor(at('one'), [])).rejects.toThrow(/one has one folder of images\.$/);
  });
});
