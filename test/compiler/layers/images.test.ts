import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import type { Arguments } from '../../../compiler/declarations/values.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { variable, type Size } from '../../../compiler/shapes/size.ts';
import type { Values } from '../support/arrays.ts';
import { evaluateGraph, type Evaluator } from '../support/evaluate.ts';
import { createRecorder } from '../support/golden-layers.ts';
import { interpret } from '../support/interpreter/interpret.ts';
import { argumentsOf, type Config } from '../support/keras-config.ts';

const samples = 400;

/** A value for every place, the same for all samples: 10 · row + column. */
function places(height: number, width: number, channels = 1): Values {
  const one = Array.from({ length: height * width * channels }, (_, index) => {
    const pixel = Math.floor(index / channels);
    return 10 * Math.floor(pixel / width) + (pixel % width);
  });
  return {
    shape: [samples, height, width, channels],
    data: Array.from({ length: samples }, () => one).flat(),
  };
}

/** What a layer makes of images while training; sizes are open where `sizes` names them. */
async function train(
  name: string,
  config: Config,
  images: Values,
  options: {
    readonly evaluator?: Evaluator;
    readonly sizes?: readonly Size[];
    readonly training?: boolean;
  } = {},
): Promise<Values> {
  const layer = findLayer(name)!;
  const args = argumentsOf(layer.arguments, config) as Arguments & never;
  const sizes = options.sizes ?? images.shape;
  const { output } = await evaluateGraph(
    (ops) => {
      const x = ops.scope.input('x', 'float32', sizes);
      const type = { dtype: 'float32', shape: sizes.slice(1) } as const;
      const { context } = createRecorder(ops, new Map(), options.training ?? true, sizes[0]!);
      const call = {
        inputs: [x],
        inputTypes: [type],
        outputTypes: [type],
        tensorArguments: {},
        masks: [undefined],
      };
      return { output: layer.lower(context, { ...call, args, trainable: true }) as typeof x };
    },
    { x: { ...images, dtype: 'float32' } },
    options.evaluator,
  );
  return output!;
}

/** The images of a batch, each as its values. */
function imagesOf({ shape, data }: Values): readonly (readonly number[])[] {
  const each = shape.slice(1).reduce((product, size) => product * size, 1);
  return Array.from({ length: shape[0]! }, (_, index) => data.slice(index * each, (index + 1) * each));
}

function share(of: readonly unknown[], all = samples): number {
  return of.length / all;
}

const augmentations = [
  ['RandomFlip', {}],
  ['RandomRotation', { factor: 0.2 }],
  ['RandomTranslation', { height_factor: 0.2, width_factor: 0.2 }],
  ['RandomZoom', { height_factor: 0.2 }],
  ['RandomShear', { x_factor: 0.5, y_factor: 0.5 }],
  ['RandomPerspective', { scale: 0.5 }],
  ['RandomElasticTransform', { factor: 1 }],
  ['RandomBrightness', { factor: 0.2 }],
  ['RandomContrast', { factor: 0.5 }],
  ['RandomSaturation', { factor: [0.1, 0.4] }],
  ['RandomHue', { factor: 0.3 }],
  ['RandomColorJitter', { brightness_factor: 0.2, hue_factor: 0.2 }],
  ['RandomColorDegeneration', { factor: [0.2, 0.9] }],
  ['RandomGrayscale', {}],
  ['RandomInvert', {}],
  ['RandomPosterization', { factor: 3 }],
  ['RandomSharpness', { factor: [0.8, 1] }],
  ['RandomGaussianBlur', {}],
  ['RandomErasing', {}],
  ['Solarization', { threshold_factor: 0.5 }],
  ['Equalization', {}],
  ['MixUp', {}],
  ['CutMix', {}],
  ['RandAugment', {}],
  ['AugMix', { num_chains: 2, chain_depth: 2 }],
] as const satisfies readonly (readonly [string, Config])[];

/** Different colours at every place, and in every sample. */
function colours(count: number, height: number, width: number): Values {
  const data = Array.from({ length: count * height * width * 3 }, (_, index) => (index * 37 + 11) % 251);
  return { shape: [count, height, width, 3], data };
}

describe('layers that change images', () => {
  it.each(augmentations)('%s does nothing outside training', async (name, config) => {
    const images = colours(2, 5, 4);
    const { data } = await train(name, config, images, { training: false });
    expect([...data]).toEqual(images.data);
  });

  it.each(augmentations)('%s draws the same on every engine, and gives numbers', async (name, config) => {
    const images = colours(3, 5, 4);
    const found = await train(name, config, images);
    const interpreted = await train(name, config, images, { evaluator: interpret });
    expect(found.shape).toEqual(images.shape);
    const wrong = found.data.filter((value, index) => !(Math.abs(value - interpreted.data[index]!) < 0.02));
    // A pixel on the border between two places may go to either side.
    expect(wrong.length / found.data.length).toBeLessThan(0.02);
    expect([...found.data]).not.toEqual(images.data);
  });

  it.each(['RandomRotation', 'RandomTranslation', 'RandomZoom', 'RandomPerspective'])(
    '%s takes images of any size',
    async (name) => {
      const config = {
        RandomRotation: { factor: [0.1, 0.1] },
        RandomTranslation: { height_factor: [0.3, 0.3], width_factor: [0.2, 0.2] },
        RandomZoom: { height_factor: [0.3, 0.3] },
        RandomPerspective: { factor: [1, 1], scale: 0 },
      }[name]!;
      const images = colours(2, 5, 4);
      const open = [variable('batch'), variable('H'), variable('W'), 3];
      const found = await train(name, config, images, { sizes: open, evaluator: interpret });
      const wanted = await train(name, config, images, { evaluator: interpret });
      expect(found.data).toEqual(wanted.data);
    },
  );
});

describe('what layers of images draw', () => {
  it('RandomFlip mirrors half of the images, whole', async () => {
    const found = imagesOf(await train('RandomFlip', { mode: 'horizontal' }, places(2, 3)));
    const [plain, mirrored] = ['0,1,2,10,11,12', '2,1,0,12,11,10'];
    expect(new Set(found.map(String))).toEqual(new Set([plain, mirrored]));
    expect(Math.abs(share(found.filter((image) => String(image) === mirrored)) - 0.5)).toBeLessThan(0.1);
  });

  it('RandomFlip turns by half a circle where it mirrors both ways', async () => {
    const found = imagesOf(await train('RandomFlip', {}, places(2, 2)));
    expect(new Set(found.map(String))).toEqual(new Set(['0,1,10,11', '11,10,1,0']));
  });

  it('RandomTranslation moves by an even share of the range, to both sides', async () => {
    const config = { height_factor: 0, width_factor: 0.5, fill_mode: 'nearest', interpolation: 'bilinear' };
    const found = imagesOf(await train('RandomTranslation', config, places(1, 9)));
    // The middle pixel shows where it was taken from.
    const shifts = found.map((image) => (4 - image[4]!) / 9);
    const mean = shifts.reduce((sum, shift) => sum + shift, 0) / samples;
    const deviation = Math.sqrt(shifts.reduce((sum, shift) => sum + shift ** 2, 0) / samples);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.abs(deviation - 0.5 / Math.sqrt(3))).toBeLessThan(0.03);
  });

  it('RandomShear takes pixels of a row further on, by a share of its number', async () => {
    const config = { x_factor: [1, 1], fill_mode: 'constant', fill_value: -1, interpolation: 'nearest' };
    const found = imagesOf(await train('RandomShear', config, places(2, 3)));
    expect(new Set(found.map(String))).toEqual(new Set(['0,1,2,11,12,-1', '0,1,2,-1,10,11']));
  });

  it('RandomPerspective keeps the first corner, and moves the opposite one by up to half of its place', async () => {
    const config = { factor: [1, 1], scale: 0.6, fill_value: -50 };
    const found = imagesOf(await train('RandomPerspective', config, places(5, 5)));
    expect(found.every((image) => Math.abs(image[0]!) < 1e-3)).toBe(true);
    const corners = found.map((image) => image.at(-1)!);
    const inside = corners.filter((corner) => corner > 0);
    expect(inside.length).toBeGreaterThan(samples / 10);
    expect(inside.length).toBeLessThan((2 * samples) / 3);
  });

  it('RandomPerspective maps the drawn quadrilateral onto the image: corners go to corners', async () => {
    const config = { factor: [1, 1], scale: 0 };
    const images = places(4, 5);
    const { data } = await train('RandomPerspective', config, images);
    const wrong = data.filter((value, index) => Math.abs(value - images.data[index]!) > 1e-3);
    expect(wrong).toEqual([]);
  });

  it('RandomBrightness adds one number to each image, between the ends of its range', async () => {
    const config = { factor: [-0.1, 0.3], value_range: [-1000, 1000] };
    const found = imagesOf(await train('RandomBrightness', config, places(2, 2)));
    const added = found.map((image) => image[0]!);
    for (const image of found) expect(image[3]! - image[0]!).toBeCloseTo(11, 3);
    expect(Math.min(...added)).toBeGreaterThanOrEqual(-200);
    expect(Math.max(...added)).toBeLessThanOrEqual(600);
    expect(Math.abs(added.reduce((sum, each) => sum + each, 0) / samples - 200)).toBeLessThan(40);
  });

  it.each([
    ['RandomGrayscale', 0.3, 0.3],
    // The chance itself is drawn from 0 up to the factor.
    ['RandomInvert', 0.6, 0.3],
  ])('%s changes a share of the images', async (name, factor, wanted) => {
    const images = colours(samples, 1, 2);
    const found = imagesOf(await train(name, { factor }, images));
    const changed = found.filter((image, index) => String(image) !== String(imagesOf(images)[index]));
    expect(Math.abs(share(changed) - wanted)).toBeLessThan(0.08);
  });

  it('RandomPosterization keeps from one bit up to below its factor', async () => {
    const images: Values = { shape: [samples, 1, 1, 1], data: Array<number>(samples).fill(255) };
    const { data } = await train('RandomPosterization', { factor: 4 }, images);
    expect(new Set(data)).toEqual(new Set([128, 192, 224]));
  });

  it('RandomErasing covers boxes of the shares that it states', async () => {
    const config = { factor: [1, 1], scale: [0.25, 0.25], fill_value: 0 };
    const ones: Values = { shape: [samples, 8, 8, 1], data: Array<number>(samples * 64).fill(1) };
    const found = imagesOf(await train('RandomErasing', config, ones));
    for (const image of found) expect(image.filter((value) => value === 0)).toHaveLength(16);
    expect(new Set(found.map(String)).size).toBeGreaterThan(10);
  });

  it('RandomCrop cuts at every place, and at one place for all images of a batch', async () => {
    const found = imagesOf(await train('RandomCrop', { height: 2, width: 2 }, places(4, 4)));
    expect(new Set(found.map(String)).size).toBe(1);
    const [first, ...rest] = found[0]!;
    expect(rest.map((value) => value - first!)).toEqual([1, 10, 11]);
    const starts = await Promise.all(
      Array.from(
        { length: 30 },
        async (_, seed) => (await train('RandomCrop', { height: 2, width: 2, seed }, places(4, 4))).data[0]!,
      ),
    );
    expect(new Set(starts).size).toBeGreaterThan(5);
    expect(starts.every((start) => start % 10 <= 2 && start <= 22)).toBe(true);
  });

  it('RandomCrop takes the middle outside training', async () => {
    const { data } = await train('RandomCrop', { height: 2, width: 2 }, places(4, 4), { training: false });
    expect(data.slice(0, 4).map((value) => Math.round(value * 10) / 10)).toEqual([5.5, 7.5, 25.5, 27.5]);
  });
});

describe('layers that mix images', () => {
  const own: Values = {
    shape: [samples, 1, 1, 1],
    data: Array.from({ length: samples }, (_, index) => 2 ** (index % 2)),
  };

  it.each([0.2, 1, 2.5])('MixUp blends by shares of a beta distribution of %s', async (alpha) => {
    const { data } = await train('MixUp', { alpha }, own);
    // Of images 1 and 2, half meet one of the other kind, and show the share.
    const shares = data.flatMap((value, index) => {
      if (value === own.data[index]) return [];
      return [index % 2 === 0 ? 2 - value : value - 1];
    });
    const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
    const variance = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0) / shares.length;
    expect(shares.length).toBeGreaterThan(samples / 3);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(variance - 0.25 / (2 * alpha + 1))).toBeLessThan(0.04);
  });

  it('MixUp takes each image once as the other', async () => {
    const numbers: Values = {
      shape: [samples, 1, 1, 1],
      data: Array.from({ length: samples }, (_, index) => index),
    };
    // With a tiny parameter nearly every share is 0 or 1.
    const { data } = await train('MixUp', { alpha: 1e-5 }, numbers);
    const others = data.filter((value, index) => value !== index && Number.isInteger(value));
    expect(others.length).toBeGreaterThan(samples / 4);
    expect(new Set(others).size).toBe(others.length);
  });

  it('CutMix puts one box of another image into each', async () => {
    const numbered: Values = {
      shape: [samples, 6, 6, 1],
      data: Array.from({ length: samples * 36 }, (_, index) => Math.floor(index / 36)),
    };
    const found = imagesOf(await train('CutMix', {}, numbered));
    for (const image of found) expect(new Set(image).size).toBeLessThanOrEqual(2);
    const mixed = found.filter((image) => new Set(image).size === 2);
    expect(mixed.length).toBeGreaterThan(samples / 5);
  });
});

describe('what layers of images refuse', () => {
  const findings = (stage: string, type = 'float32[8, 8, 3]'): readonly string[] => {
    const text = `model A {\n  input x: ${type}\n  head y = x -> ${stage} -> Flatten()\n}\n`;
    const { diagnostics } = check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
    return diagnostics.map(({ code, message }) => `${code} ${message}`);
  };

  it.each([
    ['RandomRotation(2)', 'KM2004'],
    ['RandomZoom([-1, 0])', 'KM2004'],
    ['RandomBrightness([0.1, 0.2, 0.3])', 'KM2004'],
    ['RandomContrast(-0.5)', 'KM2004'],
    ['RandomGaussianBlur(kernel_size: 4)', 'KM2004'],
    ['RandomPosterization(9)', 'KM2004'],
    ['MixUp(0)', 'KM2004'],
    ['Resizing(4, 4, crop_to_aspect_ratio: true, pad_to_aspect_ratio: true)', 'KM2004'],
    ['RandomFlip(sideways)', 'KM2006'],
  ])('%s', (stage, code) => {
    expect(findings(stage).map((each) => each.slice(0, 6))).toEqual([code]);
  });

  it.each([
    ['RandomHue(0.1)', 'float32[8, 8, 1]', 'KM3002'],
    ['RandomErasing(fill_value: [1, 2, 3])', 'float32[8, 8, 1]', 'KM2004'],
    ['CenterCrop(4, 4)', 'float32[H, 8, 3]', 'KM3005'],
    ['Resizing(4, 4, crop_to_aspect_ratio: true)', 'float32[H, 8, 3]', 'KM3005'],
    ['RandomFlip()', 'float32[8, 8]', 'KM3001'],
  ])('%s on %s', (stage, type, code) => {
    expect(findings(stage, type).map((each) => each.slice(0, 6))).toEqual([code]);
  });
});
