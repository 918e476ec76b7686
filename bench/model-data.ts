import type { ArrayData } from '../runtime/data/tensor-like.ts';
import type { ModelData } from '../runtime/data/training-data.ts';

/** Samples of a batch of each model in bench/models, and steps that are timed. */
export const benchModels = {
  mlp: { samples: 128, steps: 300 },
  qa: { samples: 128, steps: 15 },
  profile: { samples: 64, steps: 8 },
  siamese: { samples: 128, steps: 20 },
  transformer: { samples: 32, steps: 8 },
  inception: { samples: 32, steps: 8 },
  resnet: { samples: 64, steps: 5 },
  xception: { samples: 16, steps: 8 },
  gru: { samples: 64, steps: 15 },
  vgg: { samples: 32, steps: 8 },
  mobilenet: { samples: 32, steps: 15 },
  wide: { samples: 256, steps: 60 },
  textcnn: { samples: 64, steps: 15 },
  unet: { samples: 16, steps: 8 },
  resnet56: { samples: 64, steps: 3 },
} as const;

export type BenchModel = keyof typeof benchModels;

/** Those that kmodel was made fast on, and others, which say whether rules or cases were found; one is for memory alone. */
export const benchGroups = {
  peers: ['mlp', 'qa', 'profile', 'siamese', 'transformer', 'inception', 'resnet', 'xception'],
  others: ['gru', 'vgg', 'mobilenet', 'wide', 'textcnn', 'unet'],
} as const satisfies Readonly<Record<string, readonly BenchModel[]>>;

export type BenchGroup = keyof typeof benchGroups;

type Arrays = Readonly<Record<string, ArrayData>>;

interface Batch {
  readonly inputs: ModelData;
  readonly all: ModelData;
}

/** Random numbers of the shapes that a model takes, the same in every run. */
export function batchFor(name: BenchModel, seed: number): Batch {
  let state = seed * 7919 + 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  const n = benchModels[name].samples;
  const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, n);
  const floats = (...shape: number[]) => ({
    shape: [n, ...shape],
    data: Float32Array.from({ length: countOf(shape) }, uniform),
  });
  const below = (limit: number) => Math.floor(uniform() * limit);
  const numbers = (limit: number, ...shape: number[]) => ({
    shape: [n, ...shape],
    data: Int32Array.from({ length: countOf(shape) }, () => below(limit)),
  });
  const oneHot = (classes: number) => {
    const data = new Float32Array(n * classes);
    for (let row = 0; row < n; row++) data[row * classes + below(classes)] = 1;
    return { shape: [n, classes], data };
  };
  const places = { shape: [n, 128], data: Int32Array.from({ length: n * 128 }, (_, at) => at % 128) };
  const make: Readonly<Record<BenchModel, () => readonly [Arrays, Arrays]>> = {
    mlp: () => [{ image: floats(784) }, { digit: numbers(10) }],
    qa: () => [{ text: numbers(10_000, 100), question: numbers(10_000, 100) }, { answer: oneHot(500) }],
    profile: () => [
      { posts: numbers(50_000, 500) },
      { age: floats(1), income: oneHot(10), gender: numbers(2, 1) },
    ],
    siamese: () => [{ left: floats(100, 128), right: floats(100, 128) }, { similar: numbers(2, 1) }],
    transformer: () => [{ tokens: numbers(10_000, 128), positions: places }, { label: numbers(2) }],
    inception: () => [{ image: floats(96, 96, 3) }, { label: numbers(10) }],
    resnet: () => [{ image: floats(32, 32, 3) }, { label: numbers(10) }],
    resnet56: () => [{ image: floats(32, 32, 3) }, { label: numbers(10) }],
    xception: () => [{ left: floats(96, 96, 3), right: floats(96, 96, 3) }, { near: numbers(2, 1) }],
    gru: () => [{ series: floats(50, 24) }, { next: floats(1) }],
    vgg: () => [{ image: floats(64, 64, 3) }, { label: numbers(10) }],
    mobilenet: () => [{ image: floats(64, 64, 3) }, { label: numbers(10) }],
    wide: () => [
      {
        user: numbers(100_000, 1),
        item: numbers(50_000, 1),
        words: numbers(20_000, 20),
        numeric: floats(13),
      },
      { clicked: numbers(2, 1) },
    ],
    textcnn: () => [{ words: numbers(20_000, 120) }, { label: numbers(20) }],
    unet: () => [{ image: floats(64, 64, 3) }, { mask: numbers(2, 64, 64, 1) }],
  };
  const [inputs, targets] = make[name]();
  return { inputs, all: { ...inputs, ...targets } };
}
