import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import { definitions } from '../../../compiler/ops/definitions.ts';
import type { OpName, Tensor } from '../../../compiler/ops/types.ts';
import { shapeText, variable, type Size } from '../../../compiler/shapes/size.ts';
import type { DType } from '../../../compiler/shapes/types.ts';
import { addSizes, multiplySizes } from '../../../compiler/shapes/size.ts';

const [B, T, C] = [variable('B'), variable('T'), variable('C')] as const;

/** What an op makes: its dtype and shape as `float32[B, T]`, one for each result. */
type Made = Tensor | readonly Tensor[];
type Build = (ops: ScopedOps, input: (dtype: DType, ...shape: Size[]) => Tensor) => Made;

const elementwise = (...names: OpName[]): readonly (readonly [OpName, Build, string])[] =>
  names.map((op) => [
    op,
    (ops, input) => ops.emit(op, [input('float32', B, T)], {} as never),
    'float32[B, T]',
  ]);

const broadcasting = (dtype: DType, result: string, ...names: OpName[]) =>
  names.map((op): readonly [OpName, Build, string] => [
    op,
    (ops, input) => ops.emit(op, [input(dtype, B, 1, C), input(dtype, T, 1)], {} as never),
    result,
  ]);

const window = { strides: [2], dilations: [3], padding: [[1, 1]] } as const;
const kernelOf = { kernelShape: [3, 4, 8] } as const;

const table: readonly (readonly [OpName, Build, string])[] = [
  ['input', (_, input) => input('float32', B, T), 'float32[B, T]'],
  ['constant', (ops) => ops.constant([1, 2], [2]), 'float32[2]'],
  ['iota', (ops) => ops.iota([B, T], 1), 'int32[B, T]'],
  ['size', (ops) => ops.emit('size', [], { size: T }), 'int32[]'],
  ['randomUniform', (ops, input) => ops.randomUniform(input('int32'), [B, T]), 'float32[B, T]'],
  ...elementwise(
    'negate',
    'absolute',
    'sign',
    'exp',
    'log',
    'sqrt',
    'reciprocal',
    'tanh',
    'sigmoid',
    'softplus',
    'erf',
    'sin',
    'cos',
    'atan',
    'sinh',
    'cosh',
    'floor',
    'ceil',
    'round',
    'relu',
    'stopGradient',
  ),
  ['not', (ops, input) => ops.not(input('bool', B, T)), 'bool[B, T]'],
  ['isNaN', (ops, input) => ops.isNaN(input('float32', B, T)), 'bool[B, T]'],
  ['cast', (ops, input) => ops.cast(input('float32', B, T), 'int32'), 'int32[B, T]'],
  ...broadcasting(
    'float32',
    'float32[B, T, C]',
    'add',
    'subtract',
    'multiply',
    'divide',
    'modulo',
    'power',
    'maximum',
    'minimum',
  ),
  ...broadcasting('int32', 'int32[B, T, C]', 'floorDivide'),
  ...broadcasting('float32', 'bool[B, T, C]', 'equal', 'less', 'lessEqual'),
  ...broadcasting('bool', 'bool[B, T, C]', 'and', 'or'),
  [
    'select',
    (ops, input) => ops.select(input('bool', B, 1), input('float32', T), input('float32', B, T)),
    'float32[B, T]',
  ],
  [
    'matmul',
    (ops, input) => ops.matmul(input('float32', B, T, C), input('float32', C, 8)),
    'float32[B, T, 8]',
  ],
  ['sum', (ops, input) => ops.sum(input('float32', B, T, C), 1), 'float32[B, C]'],
  ['mean', (ops, input) => ops.mean(input('float32', B, T, C), [0, 1], true), 'float32[1, 1, C]'],
  ['reduceMax', (ops, input) => ops.reduceMax(input('int32', B, T), -1), 'int32[B]'],
  ['reduceMin', (ops, input) => ops.reduceMin(input('float32', B, T)), 'float32[]'],
  ['product', (ops, input) => ops.product(input('float32', B, T), 0), 'float32[T]'],
  ['argMax', (ops, input) => ops.argMax(input('float32', B, T, C), 1), 'int32[B, C]'],
  ['cumulativeSum', (ops, input) => ops.cumulativeSum(input('float32', B, T), 1), 'float32[B, T]'],
  ['topK', (ops, input) => ops.topK(input('float32', B, T), 3), 'float32[B, 3] int32[B, 3]'],
  ['softmax', (ops, input) => ops.softmax(input('float32', B, T)), 'float32[B, T]'],
  ['logSoftmax', (ops, input) => ops.logSoftmax(input('float32', B, T)), 'float32[B, T]'],
  [
    'reshape',
    (ops, input) => ops.reshape(input('float32', B, T, 4), [B, multiplySizes(T, 4)]),
    'float32[B, 4 * T]',
  ],
  ['transpose', (ops, input) => ops.transpose(input('float32', B, T, C), [2, 0, 1]), 'float32[C, B, T]'],
  ['expand', (ops, input) => ops.expand(input('float32', 1, C), [B, T, C]), 'float32[B, T, C]'],
  ['slice', (ops, input) => ops.sliceAxis(input('float32', B, addSizes(T, 2)), 1, 2, T), 'float32[B, T]'],
  ['reverse', (ops, input) => ops.reverse(input('float32', B, T), 1), 'float32[B, T]'],
  [
    'concat',
    (ops, input) => ops.concat([input('float32', B, T), input('float32', B, C)], 1),
    'float32[B, C + T]',
  ],
  [
    'pad',
    (ops, input) => ops.pad(input('float32', B, T), [0, 1], [0, 2], { interior: [0, 1] }),
    'float32[B, 2 * T + 2]',
  ],
  ['gather', (ops, input) => ops.gather(input('float32', 100, C), input('int32', B, T)), 'float32[B, T, C]'],
  [
    'scatterAdd',
    (ops, input) => ops.scatterAdd(input('int32', T), input('float32', T, C), 9),
    'float32[9, C]',
  ],
  [
    'convolution',
    (ops, input) =>
      ops.convolution(input('float32', B, T, 4), input('float32', 3, 4, 8), { ...window, groups: 1 }),
    'float32[B, floor((T + 1) / 2) - 2, 8]',
  ],
  [
    'convolutionInputGradient',
    (ops, input) =>
      ops.convolutionInputGradient(input('float32', B, C, 8), input('float32', 3, 4, 8), {
        ...window,
        groups: 1,
        inputShape: [B, T, 4],
      }),
    'float32[B, T, 4]',
  ],
  [
    'convolutionKernelGradient',
    (ops, input) =>
      ops.emit('convolutionKernelGradient', [input('float32', B, T, 4), input('float32', B, C, 8)], {
        ...window,
        ...kernelOf,
        groups: 1,
      }),
    'float32[3, 4, 8]',
  ],
  [
    'maxPool',
    (ops, input) => ops.maxPool(input('float32', B, T, 4), { ...window, dilations: [1], window: [2] }),
    'float32[B, floor(T / 2) + 1, 4]',
  ],
  [
    'averagePool',
    (ops, input) => ops.averagePool(input('float32', B, T, 4), { ...window, dilations: [1], window: [2] }),
    'float32[B, floor(T / 2) + 1, 4]',
  ],
  [
    'maxPoolGradient',
    (ops, input) =>
      ops.emit(
        'maxPoolGradient',
        [input('float32', B, T, 4), input('float32', B, C, 4), input('float32', B, C, 4)],
        {
          ...window,
          window: [2],
        },
      ),
    'float32[B, T, 4]',
  ],
  [
    'averagePoolGradient',
    (ops, input) =>
      ops.emit('averagePoolGradient', [input('float32', B, C, 4)], {
        ...window,
        window: [2],
        inputShape: [B, T, 4],
      }),
    'float32[B, T, 4]',
  ],
  [
    'reluGradient',
    (ops, input) => ops.reluGradient(input('float32', B, T), input('float32', B, T)),
    'float32[B, T]',
  ],
  ['clip', (ops, input) => ops.clip(input('float32', B, T), 0, 6), 'float32[B, T]'],
  ['gelu', (ops, input) => ops.gelu(input('float32', B, T)), 'float32[B, T]'],
  [
    'geluGradient',
    (ops, input) => ops.emit('geluGradient', [input('float32', B, T), input('float32', B, T)], {}),
    'float32[B, T]',
  ],
  [
    'layerNormalization',
    (ops, input) =>
      ops.emit('layerNormalization', [input('float32', B, T, C), input('float32', C), input('float32', C)], {
        epsilon: 1e-3,
      }),
    'float32[B, T, C] float32[B, T, 1] float32[B, T, 1]',
  ],
  [
    'layerNormalizationGradient',
    (ops, input) => {
      const [x, c, moment] = [input('float32', B, T, C), input('float32', C), input('float32', B, T, 1)];
      return ops.emit('layerNormalizationGradient', [x, c, moment, moment, x], {});
    },
    'float32[B, T, C] float32[C] float32[C]',
  ],
  [
    'channelAffine',
    (ops, input) =>
      ops.emit('channelAffine', [input('float32', B, T, C), input('float32', C), input('float32', C)], {}),
    'float32[B, T, C]',
  ],
  [
    'batchNormalization',
    (ops, input) =>
      ops.emit('batchNormalization', [input('float32', B, T, C), input('float32', C), input('float32', C)], {
        epsilon: 1e-3,
      }),
    'float32[B, T, C] float32[C] float32[C]',
  ],
  [
    'batchNormalizationGradient',
    (ops, input) => {
      const [x, c] = [input('float32', B, T, C), input('float32', C)];
      return ops.emit('batchNormalizationGradient', [x, c, c, c, x], { epsilon: 1e-3 });
    },
    'float32[B, T, C] float32[C] float32[C]',
  ],
  [
    'scan',
    (ops, input) => {
      const { states, stacked } = ops.scan({
        states: [input('float32', B, C)],
        scanned: [input('float32', T, B, C)],
        body: (inner, [state], [slice]) => {
          const next = inner.add(state!, slice!);
          return { states: [next], stacked: [inner.sum(next, 1)] };
        },
      });
      return [...states, ...stacked];
    },
    'float32[B, C] float32[T, B]',
  ],
];

function made(build: Build): string {
  const ops = createOps();
  let count = 0;
  const result = build(ops, (dtype, ...shape) => ops.scope.input(`x${count++}`, dtype, shape));
  const tensors = 'id' in result ? [result] : result;
  return tensors.map(({ dtype, shape }) => `${dtype}${shapeText(shape)}`).join(' ');
}

describe('shape rules of ops at open sizes', () => {
  it.each(table)('%s', (_, build, expected) => {
    expect(made(build)).toBe(expected);
  });

  it('are all here', () => {
    expect(table.map(([op]) => op).sort()).toEqual(Object.keys(definitions).sort());
  });
});
