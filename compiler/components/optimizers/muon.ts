import {
  argument,
  boolean,
  integer,
  noneByDefault,
  number,
  requiredNumber,
} from '../../declarations/declare.ts';
import type {
  OptimizedVariable,
  OptimizerCall,
  OptimizerResult,
} from '../../declarations/define-component.ts';
import { defineOptimizer } from './define-optimizer.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { adamUpdate } from './adam.ts';
import {
  averageRate,
  clippingAndAveraging,
  epsilonArgument,
  learningRate,
  weightDecay,
} from './common-arguments.ts';

interface MuonArguments {
  readonly adam_beta_1: number;
  readonly adam_beta_2: number;
  readonly epsilon: number;
  readonly exclude_layers: readonly string[] | null;
  readonly exclude_embeddings: boolean;
  readonly muon_a: number;
  readonly muon_b: number;
  readonly muon_c: number;
  readonly adam_lr_ratio: number;
  readonly momentum: number;
  readonly ns_steps: number;
  readonly nesterov: boolean;
  readonly rms_rate: number | null;
}

type Choice = Pick<MuonArguments, 'exclude_layers' | 'exclude_embeddings'>;

/** Whether a variable goes the way of Adam: all but matrices, embeddings, and layers whose names hold a word. */
function isForAdam({ name, shape }: OptimizedVariable, args: Choice): boolean {
  if (shape.length !== 2) return true;
  if (args.exclude_embeddings && name.toLowerCase().includes('embedding')) return true;
  return (args.exclude_layers ?? []).some((word) => name.includes(word));
}

/**
 * Jordan et al., Muon, 2024, with the scale of Moonlight (arXiv:2502.16982): steps of matrices are made
 * orthogonal; everything else goes the way of Adam.
 */
export const muon = defineOptimizer({
  name: 'Muon',
  aliases: ['muon'],
  summary: 'Makes the steps of matrices orthogonal; other weights go the way of Adam.',
  arguments: {
    learning_rate: learningRate(0.001),
    adam_beta_1: averageRate(0.9, 'Of Adam: how slowly the average of the gradients follows them.'),
    adam_beta_2: averageRate(0.999, 'Of Adam: how slowly the average of their squares follows them.'),
    adam_weight_decay: number(
      0.004,
      'Of Adam: share of each weight taken off in every step, times the learning rate.',
      {
        minimum: 0,
      },
    ),
    epsilon: epsilonArgument(),
    weight_decay: number(0.004, weightDecay.doc, { minimum: 0 }),
    ...clippingAndAveraging,
    exclude_layers: argument<readonly string[] | null>(
      { kind: 'list', of: { kind: 'string' } },
      null,
      'Parts of names of layers that go the way of Adam.',
    ),
    exclude_embeddings: boolean(true, 'Let embeddings go the way of Adam.'),
    muon_a: number(3.4445, 'First number of the polynomial that makes steps orthogonal.'),
    muon_b: number(-4.775, 'Second number of the polynomial.'),
    muon_c: number(2.0315, 'Third number of the polynomial.'),
    adam_lr_ratio: number(1, 'Of Adam: the learning rate, as a share of that of Muon.', { minimum: 0 }),
    momentum: averageRate(0.95, 'How much of the steps so far goes on.'),
    ns_steps: integer(5, 'How often the polynomial is applied.', { minimum: 1 }),
    nesterov: boolean(true, 'Look ahead by the momentum.'),
    rms_rate: {
      ...noneByDefault(requiredNumber('Scale of the steps; none takes them as they are.', { minimum: 0 })),
      default: 0.2,
    },
  },
  byVariable: true,
  slots: (args) => [
    { name: 'momentum', initial: 0 },
    { name: 'velocity', initial: 0, for: (variable) => isForAdam(variable, args) },
  ],
  weightDecay: (args, variable) => (isForAdam(variable, args) ? args.adam_weight_decay : args.weight_decay),
  update: (ops, call) => (isForAdam(call.of, call.args) ? adamStep(ops, call) : muonStep(ops, call)),
});

function adamStep(ops: Ops, call: OptimizerCall<MuonArguments>): OptimizerResult {
  const { args } = call;
  return adamUpdate(ops, {
    ...call,
    learningRate: ops.multiply(call.learningRate, args.adam_lr_ratio),
    args: { beta_1: args.adam_beta_1, beta_2: args.adam_beta_2, epsilon: args.epsilon, amsgrad: false },
  });
}

function muonStep(ops: Ops, call: OptimizerCall<MuonArguments>): OptimizerResult {
  const { args, gradient, of } = call;
  const momentum = ops.add(ops.multiply(call.slots[0]!, args.momentum), gradient);
  const ahead = args.nesterov ? ops.add(gradient, ops.multiply(momentum, args.momentum)) : momentum;
  const [rows, columns] = of.shape as readonly [number, number];
  const isTall = rows > columns;
  const wide = orthogonal(ops, isTall ? ops.transpose(ahead, [1, 0]) : ahead, args);
  const direction = isTall ? ops.transpose(wide, [1, 0]) : wide;
  const scale = args.rms_rate === null ? 1 : Math.sqrt(Math.max(rows, columns)) * args.rms_rate;
  const step = ops.multiply(ops.multiply(direction, call.learningRate), scale);
  return { variable: ops.subtract(call.variable, step), slots: [momentum] };
}

/** A matrix with its singular values brought close to 1, by rounds of a polynomial (Newton and Schulz). */
function orthogonal(
  ops: Ops,
  matrix: Tensor,
  { muon_a: a, muon_b: b, muon_c: c, ns_steps: steps }: MuonArguments,
): Tensor {
  const norm = ops.sqrt(ops.sum(ops.square(matrix)));
  let x = ops.divide(matrix, ops.add(norm, 1e-7));
  for (let step = 0; step < steps; step++) {
    const square = ops.matmul(x, x, { transposeB: true });
    const rest = ops.add(ops.multiply(square, b), ops.matmul(ops.multiply(square, c), square));
    x = ops.add(ops.multiply(x, a), ops.matmul(rest, x));
  }
  return x;
}
