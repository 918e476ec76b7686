import { number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineActivation } from '../../declarations/define.ts';

export const linear = defineActivation({
  name: 'linear',
  gives: 'scores',
  summary: 'No change.',
  arguments: {},
  lower: (_, x) => x,
});

export const hardSigmoid = defineActivation({
  name: 'hard_sigmoid',
  gives: 'probabilities',
  summary: 'A sigmoid of straight lines: x / 6 + 0.5 within 0 and 1.',
  arguments: {},
  lower: (ops, x) => sixthRamp(ops, x),
});

export const hardSilu = defineActivation({
  name: 'hard_silu',
  gives: 'scores',
  aliases: ['hard_swish'],
  summary: 'x · hard_sigmoid(x).',
  arguments: {},
  lower: (ops, x) => ops.multiply(x, sixthRamp(ops, x)),
});

function sixthRamp(ops: Ops, x: Tensor): Tensor {
  return ops.clip(ops.add(ops.multiply(x, 1 / 6), 0.5), 0, 1);
}

export const hardTanh = defineActivation({
  name: 'hard_tanh',
  gives: 'scores',
  summary: 'x within −1 and 1.',
  arguments: {},
  lower: (ops, x) => ops.clip(x, -1, 1),
});

export const hardShrink = defineActivation({
  name: 'hard_shrink',
  gives: 'scores',
  summary: 'Values closer to zero than the threshold become zero.',
  arguments: { threshold: number(0.5, 'Greatest magnitude that becomes zero.', { minimum: 0 }) },
  lower: (ops, x, args) => ops.multiply(x, ops.cast(ops.greater(ops.absolute(x), args.threshold), 'float32')),
});

export const softShrink = defineActivation({
  name: 'soft_shrink',
  gives: 'scores',
  summary: 'Moves every value towards zero by the threshold, not beyond.',
  arguments: { threshold: number(0.5, 'How far values move.', { minimum: 0 }) },
  lower: (ops, x, args) => ops.subtract(x, ops.clip(x, -args.threshold, args.threshold)),
});

export const tanhShrink = defineActivation({
  name: 'tanh_shrink',
  gives: 'scores',
  summary: 'x − tanh(x).',
  arguments: {},
  lower: (ops, x) => ops.subtract(x, ops.tanh(x)),
});

export const sparsePlus = defineActivation({
  name: 'sparse_plus',
  summary: 'A smooth rectifier that is exactly zero below −1 and exactly x above 1.',
  arguments: {},
  lower: (ops, x) => {
    // Between −1 and 1 it is (x + 1)² / 4; what lies above 1 goes on straight.
    const bend = ops.multiply(ops.square(ops.add(ops.clip(x, -1, 1), 1)), 0.25);
    return ops.add(bend, ops.relu(ops.subtract(x, 1)));
  },
});

export const sparseSigmoid = defineActivation({
  name: 'sparse_sigmoid',
  gives: 'probabilities',
  summary: 'A straight ramp: (x + 1) / 2 within 0 and 1.',
  arguments: {},
  lower: (ops, x) => ops.clip(ops.multiply(ops.add(x, 1), 0.5), 0, 1),
});
