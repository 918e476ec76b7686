import { describe, expect, it } from 'vitest';
import { createOps } from '../../../../../compiler/ops/builder.ts';
import type { OpGraph, OpNode, Tensor } from '../../../../../compiler/ops/types.ts';
import { variable } from '../../../../../compiler/shapes/size.ts';
import { findChains } from '../../../../../compiler/targets/onnx/blocked/chains.ts';
import {
  gainsFromBlocks,
  isPlainPadding,
  kindOfConvolution,
  staysWhole,
} from '../../../../../compiler/targets/onnx/blocked/choose.ts';
import { isBlockable } from '../../../../../compiler/targets/onnx/blocked/forms.ts';
import { imageOf, knownSizes, pairOf, windowOf } from '../../../../../compiler/targets/onnx/blocked/image.ts';

const block = 16;
const float = (...shape: Tensor['shape'][number][]) => ({ dtype: 'float32', shape }) as const;
const same = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
} as const;

describe('an image that can lie in blocks of channels', () => {
  it.each([
    ['whole blocks', float(2, 8, 8, 32), { n: 2, h: 8, w: 8, c: 32, filled: 32 }],
    ['half a block, filled up', float(2, 8, 8, 8), { n: 2, h: 8, w: 8, c: 8, filled: 16 }],
    ['fours of channels', float(2, 8, 8, 20), { n: 2, h: 8, w: 8, c: 20, filled: 32 }],
    ['one row', float(2, 8, 16), { n: 2, h: 1, w: 8, c: 16, filled: 16 }],
  ])('has %s', (_, type, image) => {
    expect(imageOf(type, block)).toEqual(image);
    expect(isBlockable(type, block)).toBe(true);
  });

  it.each([
    ['fewer than half a block', float(2, 8, 8, 4)],
    ['channels that are not in fours', float(2, 8, 8, 18)],
    ['an open size', float(variable('n'), 8, 8, 16)],
    ['no rows', float(2, 16)],
    ['whole numbers', { dtype: 'int32', shape: [2, 8, 8, 16] } as const],
  ])('does not have %s', (_, type) => {
    expect(imageOf(type, block)).toBeUndefined();
    expect(isBlockable(type, block)).toBe(false);
  });

  it('has its sizes whatever the channels', () => {
    expect(knownSizes([2, 8, 8, 3])).toEqual({ n: 2, h: 8, w: 8, c: 3 });
    expect(knownSizes([2, 8])).toBeUndefined();
  });

  it('has a window of height 1 where it has none', () => {
    expect(windowOf([3, 5, 4, 8])).toEqual({ kh: 3, kw: 5, ci: 4, co: 8 });
    expect(windowOf([5, 4, 8])).toEqual({ kh: 1, kw: 5, ci: 4, co: 8 });
    expect([pairOf([2], 1), pairOf([2, 3], 1)]).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });
});

describe('a convolution in blocks', () => {
  const kind = (
    x: ReturnType<typeof float>,
    kernel: ReturnType<typeof float>,
    groups = 1,
    padding: readonly (readonly [number, number])[] = same.padding,
  ) => kindOfConvolution(x, kernel, { ...same, padding, groups }, block);

  it.each([
    ['dense, over all channels', float(2, 8, 8, 16), float(3, 3, 16, 32), 1, 'dense'],
    ['narrow, from few', float(2, 8, 8, 3), float(3, 3, 3, 32), 1, 'narrow'],
    ['depthwise, one by one', float(2, 8, 8, 16), float(3, 3, 1, 16), 16, 'depthwise'],
    ['none, to few', float(2, 8, 8, 16), float(3, 3, 16, 3), 1, undefined],
    ['none, from many that are not in fours', float(2, 8, 8, 18), float(3, 3, 18, 32), 1, undefined],
    ['none, in other groups', float(2, 8, 8, 16), float(3, 3, 8, 16), 2, undefined],
    ['none, with several results for each channel', float(2, 8, 8, 16), float(3, 3, 1, 32), 16, undefined],
    ['none, of open sizes', float(2, variable('h'), 8, 16), float(3, 3, 16, 32), 1, undefined],
  ])('is %s', (_, x, kernel, groups, expected) => {
    expect(kind(x, kernel, groups)).toBe(expected);
  });

  it('crops nothing', () => {
    expect(isPlainPadding([[0, 1]])).toBe(true);
    expect(isPlainPadding([[-1, 1]])).toBe(false);
    expect(isPlainPadding([[variable('p'), 1]])).toBe(false);
    expect(
      kind(float(2, 8, 8, 16), float(3, 3, 16, 32), 1, [
        [-1, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
  });
});

/** A graph over an image and a kernel, made by `make`. */
function graphOf(
  make: (ops: ReturnType<typeof createOps>, x: Tensor, convolved: Tensor) => Tensor | readonly Tensor[],
  channels = 16,
): OpGraph {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [2, 8, 8, channels]);
  const kernel = ops.scope.input('kernel', 'float32', [3, 3, channels, channels]);
  const convolved = ops.convolution(x, kernel, { ...same, groups: 1 });
  const made = make(ops, x, convolved);
  const outputs = (Array.isArray(made) ? made : [made]) as readonly Tensor[];
  return ops.scope.build(outputs.map((tensor, index) => ({ name: `y${index}`, tensor })));
}

describe('what follows a convolution and is done with it', () => {
  const chainsOf = (make: Parameters<typeof graphOf>[0]) =>
    [...findChains(graphOf(make), block).byLast.values()].map(({ before, bias, sum, activation, last }) => ({
      nodes: [...before, last].map(({ op }) => op),
      bias: bias !== undefined,
      sum: sum !== undefined,
      activation,
    }));
  const bias = (ops: ReturnType<typeof createOps>): Tensor => ops.scope.input('bias', 'float32', [16]);

  it('may be a clip, alone or behind a relu, of which nobody reads the result', () => {
    expect(chainsOf((ops, _, y) => ops.clip(y, -1, 1))).toEqual([
      { nodes: ['convolution', 'clip'], bias: false, sum: false, activation: { low: -1, high: 1 } },
    ]);
    expect(chainsOf((ops, _, y) => ops.clip(ops.relu(y), -1, 6))).toEqual([
      { nodes: ['convolution', 'relu', 'clip'], bias: false, sum: false, activation: { low: 0, high: 6 } },
    ]);
    expect(
      chainsOf((ops, _, y) => {
        const positive = ops.relu(y);
        return [ops.clip(positive, 0, 6), positive];
      }),
    ).toEqual([{ nodes: ['convolution', 'relu'], bias: false, sum: false, activation: 'relu' }]);
  });

  it('is a bias, a sum and a relu, in this order', () => {
    expect(chainsOf((ops, x, y) => ops.relu(ops.add(ops.add(y, bias(ops)), x)))).toEqual([
      { nodes: ['convolution', 'add', 'add', 'relu'], bias: true, sum: true, activation: 'relu' },
    ]);
  });

  it('is a relu alone', () => {
    expect(chainsOf((ops, _, y) => ops.relu(y))).toEqual([
      { nodes: ['convolution', 'relu'], bias: false, sum: false, activation: 'relu' },
    ]);
  });

  it('is nothing where something else reads the result', () => {
    expect(chainsOf((ops, _, y) => [ops.relu(y), ops.exp(y)])).toEqual([
      { nodes: ['convolution'], bias: false, sum: false, activation: undefined },
    ]);
  });

  it('is nothing where the result is that of the graph as well', () => {
    expect(chainsOf((ops, _, y) => [ops.relu(y), y])).toEqual([
      { nodes: ['convolution'], bias: false, sum: false, activation: undefined },
    ]);
  });

  it('is no sum of a result with itself', () => {
    expect(chainsOf((ops, _, y) => ops.add(y, y))).toEqual([
      { nodes: ['convolution'], bias: false, sum: false, activation: undefined },
    ]);
  });
});

describe('a graph that gains from blocks', () => {
  it('has a convolution that runs in them', () => {
    expect(
      gainsFromBlocks(
        graphOf((_ops, _x, y) => y),
        block,
      ),
    ).toBe(true);
    expect(
      gainsFromBlocks(
        graphOf((_ops, _x, y) => y, 6),
        block,
      ),
    ).toBe(false);
  });

  it('keeps gradients of relu whole, and other nodes where their image is in blocks', () => {
    const node = graphOf((_ops, _x, y) => y).nodes.find(({ op }) => op === 'convolution')!;
    const as = (op: OpNode['op']): OpNode => ({ ...node, op }) as OpNode;
    expect(staysWhole(as('reluGradient'), block)).toBe(true);
    expect(staysWhole(as('batchNormalization'), block)).toBe(true);
    expect(staysWhole(as('layerNormalization'), block)).toBe(false);
    expect(staysWhole(node, block)).toBe(false);
  });
});
