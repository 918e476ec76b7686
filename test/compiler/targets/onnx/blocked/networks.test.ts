import { describe, expect, it } from 'vitest';
import type { ScopedOps } from '../../../../../compiler/ops/builder.ts';
import type { Tensor } from '../../../../../compiler/ops/types.ts';
import { blockHere } from '../../../support/evaluate.ts';
import { problemsOf, runsInBlocks, type Trial } from './support.ts';

const size = [4, 5] as const;
const same = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  groups: 1,
} as const;

const image = (channels: number): number[] => [2, ...size, channels];
const kernel = (from: number, to: number): number[] => [3, 3, from, to];
const convolve = (ops: ScopedOps, x: Tensor, k: Tensor): Tensor => ops.convolution(x, k, same);

/** What may follow a convolution, alone and in one pass with it. */
const networks: Readonly<Record<string, Trial>> = {
  'a bias and a relu': {
    shapes: [image(16), kernel(16, 24), [24]],
    build: (ops, x, k, b) => ops.relu(ops.add(convolve(ops, x!, k!), b!)),
  },
  'bounds alone, and behind a relu': {
    shapes: [image(16), kernel(16, 16), [16], kernel(16, 16)],
    build: (ops, x, k, b, l) =>
      ops.clip(convolve(ops, ops.clip(ops.relu(ops.add(convolve(ops, x!, k!), b!)), 0, 0.8), l!), -0.5, 0.5),
  },
  'a residual and a relu': {
    shapes: [image(16), kernel(16, 16)],
    build: (ops, x, k) => ops.relu(ops.add(x!, convolve(ops, ops.relu(x!), k!))),
  },
  'two convolutions that are added': {
    shapes: [image(16), kernel(16, 32), kernel(16, 32)],
    build: (ops, x, k, l) => ops.relu(ops.add(convolve(ops, x!, k!), convolve(ops, x!, l!))),
  },
  'a convolution twice with itself': {
    shapes: [image(16), kernel(16, 16)],
    build: (ops, x, k) => {
      const y = convolve(ops, x!, k!);
      return ops.add(y, y);
    },
  },
  'a result that is read again': {
    shapes: [image(16), kernel(16, 16), [16]],
    build: (ops, x, k, b) => {
      const y = ops.add(convolve(ops, x!, k!), b!);
      return ops.multiply(ops.relu(y), y);
    },
  },
  'batch normalization': {
    shapes: [image(16), kernel(16, 24), [24], [24]],
    build: (ops, x, k, gamma, beta) => ops.batchNormalization(convolve(ops, x!, k!), gamma!, beta!, 1e-3)[0],
  },
  'what is normalized and read beside it, by a product and by every other point': {
    shapes: [image(16), kernel(16, 24), [24], [24], kernel(24, 24), [1, 1, 24, 16]],
    build: (ops, x, k, gamma, beta, l, m) => {
      const y = convolve(ops, x!, k!);
      const [normalized] = ops.batchNormalization(y, gamma!, beta!, 1e-3);
      const points = ops.convolution(y, m!, {
        ...same,
        strides: [2, 2],
        padding: [
          [0, 0],
          [0, 0],
        ],
      });
      const main = ops.multiply(convolve(ops, ops.relu(normalized), l!), y);
      return ops.concat([ops.reshape(main, [2 * 4 * 5 * 24]), ops.reshape(points, [2 * 2 * 3 * 16])], 0);
    },
  },
  'normalization of a residual, moments and all': {
    shapes: [image(16), kernel(16, 16), [16], [16]],
    build: (ops, x, k, gamma, beta) => {
      const [y, mean, variance] = ops.batchNormalization(convolve(ops, x!, k!), gamma!, beta!, 1e-3);
      const moments = ops.stopGradient(ops.add(mean, variance));
      return ops.multiply(ops.relu(ops.add(y, x!)), ops.reduceMax(moments));
    },
  },
  'normalization of numbers far from zero': {
    shapes: [image(16), kernel(16, 16), [16], [16]],
    build: (ops, x, k, gamma, beta) =>
      ops.batchNormalization(ops.add(convolve(ops, x!, k!), 300), gamma!, beta!, 1e-3)[0],
  },
  'normalization of sequences': {
    shapes: [[3, 7, 16], [3, 16, 16], [16], [16]],
    build: (ops, x, k, gamma, beta) => {
      const y = ops.convolution(x!, k!, { strides: [1], dilations: [1], padding: [[0, 0]], groups: 1 });
      return ops.relu(ops.batchNormalization(y, gamma!, beta!, 1e-3)[0]);
    },
  },
  'branches side by side, and a part of them': {
    shapes: [image(16), kernel(16, 16), kernel(16, 32)],
    build: (ops, x, k, l) => {
      const all = ops.concat([convolve(ops, x!, k!), convolve(ops, x!, l!), x!], -1);
      return ops.sliceAxis(ops.relu(all), -1, 16, 32);
    },
  },
  'branches that do not fill their blocks': {
    shapes: [image(12), kernel(12, 12), kernel(12, 20)],
    build: (ops, x, k, l) => {
      const all = ops.concat([convolve(ops, x!, k!), convolve(ops, x!, l!)], -1);
      return ops.sliceAxis(all, -1, 4, 16);
    },
  },
  'cropping, steps and padding': {
    shapes: [image(16), kernel(16, 16)],
    build: (ops, x, k) => {
      const y = ops.slice(convolve(ops, x!, k!), [0, 1, 0, 0], [2, 2, 3, 16], [1, 1, 2, 1]);
      return convolve(ops, ops.pad(y, [0, 1, 0, 0], [0, 0, 2, 0], { value: 0.5 }), k!);
    },
  },
  'averages and maxima over places': {
    shapes: [image(16), kernel(16, 24)],
    build: (ops, x, k) => {
      const y = convolve(ops, x!, k!);
      return ops.concat([ops.mean(y, [1, 2]), ops.reduceMax(y, [1, 2])], 1);
    },
  },
  'sums over places and channels': {
    shapes: [image(16), kernel(16, 24)],
    build: (ops, x, k) => {
      const y = convolve(ops, x!, k!);
      return ops.multiply(ops.sum(y, [3], true), ops.sum(y, [0, 1, 2]));
    },
  },
  'weights for channels and for places': {
    shapes: [image(16), kernel(16, 24), [2, 1, 1, 24], [2, ...size, 1], [1]],
    build: (ops, x, k, channels, places, one) => {
      const y = ops.multiply(convolve(ops, x!, k!), ops.sigmoid(channels!));
      return ops.add(ops.multiply(y, ops.tanh(places!)), one!);
    },
  },
  'squeeze and excitation': {
    shapes: [image(16), kernel(16, 16), [16, 16]],
    build: (ops, x, k, w) => {
      const y = convolve(ops, x!, k!);
      const gates = ops.sigmoid(ops.matmul(ops.mean(y, [1, 2]), w!));
      return ops.multiply(y, ops.reshape(gates, [2, 1, 1, 16]));
    },
  },
  'activations of every kind': {
    shapes: [image(16), kernel(16, 20)],
    build: (ops, x, k) => {
      const y = convolve(ops, x!, k!);
      const swish = ops.multiply(y, ops.sigmoid(y));
      const gelu = ops.multiply(y, ops.add(ops.erf(ops.multiply(y, Math.SQRT1_2)), 1));
      const elu = ops.select(ops.greater(y, 0), y, ops.subtract(ops.exp(y), 1));
      const others = ops.add(ops.softplus(y), ops.multiply(ops.tanh(y), ops.absolute(y)));
      return ops.add(ops.add(swish, gelu), ops.add(ops.add(elu, others), ops.clip(y, 0, 6)));
    },
  },
  'divisions and logarithms': {
    shapes: [image(16), kernel(16, 20), kernel(16, 16)],
    build: (ops, x, k, l) => {
      const positive = (y: Tensor): Tensor => ops.add(ops.absolute(y), 1);
      const [y, z] = [positive(convolve(ops, x!, k!)), positive(convolve(ops, x!, l!))];
      const parts = [y, z].map((each) => ops.add(ops.log(each), ops.divide(ops.power(each, 0.5), each)));
      return ops.concat(parts, -1);
    },
  },
  'other layers between': {
    shapes: [image(16), kernel(16, 16), [16, 16]],
    build: (ops, x, k, w) => {
      const y = ops.relu(convolve(ops, x!, k!));
      return convolve(ops, ops.softmax(ops.matmul(y, w!)), k!);
    },
  },
  'a kernel that is used twice': {
    shapes: [image(16), kernel(16, 16)],
    build: (ops, x, k) => convolve(ops, ops.relu(convolve(ops, x!, k!)), k!),
  },
  'a pool of a relu': {
    shapes: [image(16), kernel(16, 16), [16]],
    build: (ops, x, k, b) =>
      ops.maxPool(ops.relu(ops.add(convolve(ops, x!, k!), b!)), {
        window: [2, 2],
        strides: [2, 2],
        dilations: [1, 1],
        padding: [
          [0, 0],
          [0, 0],
        ],
      }),
  },
};

describe('networks in blocks and their gradients', () => {
  it.each(Object.entries(networks))('%s', async (_, trial) => {
    expect(await problemsOf(trial)).toEqual([]);
    expect(runsInBlocks(trial)).toBe(blockHere !== undefined);
  });
});
