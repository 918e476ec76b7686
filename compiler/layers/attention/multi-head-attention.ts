import type { ComponentValue } from '../../declarations/values.ts';
import { argument, boolean, noneByDefault, number, requiredInteger } from '../../declarations/declare.ts';

import type { Tensor } from '../../ops/types.ts';
import { addSizes, multiplySizes, sizeProduct, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerLowerCall, LoweringContext } from '../../declarations/define-layer.ts';
import { attentionShares } from './attention-shares.ts';
import { dropEntries, dropoutSeed } from '../regularization/base-dropout.ts';
import { asFloat } from '../shared/apply-component.ts';
import { kernelAndBias } from '../shared/component-arguments.ts';
import { floats } from '../shared/results.ts';
import { flashProblem, stepsProblem } from './steps-problem.ts';
import { asSequences, axesProblem, fromSequences, placesOf } from './attention-axes.ts';
import { attentionMask, maskArguments, type MaskingArguments } from './attention-mask.ts';
import { attentionWeights, resultAxes } from './attention-weights.ts';
import { callArguments } from './base-attention.ts';
import { gates, heads, joinHeads } from './heads.ts';
import { attentionInputs, attentionSizes } from './inputs.ts';
import { slidingWindow } from './sliding-window.ts';

/**
 * Vaswani et al., arXiv:1706.03762. Inputs query, value, key (value where left out); kernels
 * [in, heads, dim] and, of the result, [heads, value_dim, out].
 */
export const multiHeadAttention = defineLayer({
  name: 'MultiHeadAttention',
  family: 'attention',
  summary: 'Every step of a sequence gathers what it needs from the steps of another, or of its own.',
  example: '[x, x] -> MultiHeadAttention(4, 32)',
  arguments: {
    num_heads: requiredInteger('Number of heads, which attend apart.', { minimum: 1 }),
    key_dim: requiredInteger('Size of queries and keys in each head.', { minimum: 1 }),
    value_dim: noneByDefault(
      requiredInteger('Size of values in each head; none is `key_dim`.', { minimum: 1 }),
    ),
    dropout: number(0, 'Share of the attention that becomes zero while training.', {
      minimum: 0,
      maximum: 1,
    }),
    use_bias: boolean(true, 'Add a bias to queries, keys, values and the result.'),
    output_shape: argument<number | readonly number[] | null>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'integer', minimum: 1 },
          { kind: 'list', of: { kind: 'integer', minimum: 1 }, minimumLength: 1 },
        ],
      },
      null,
      'Size of each result, or several for results of several axes; none is the size of the query.',
    ),
    attention_axes: argument<readonly number[] | null>(
      { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 },
      null,
      'The axes that attend, 0 being the batch; none takes all between the batch and the last.',
    ),
    sliding_window: slidingWindow,
    flash_attention: noneByDefault(
      boolean(false, 'Taken for Keras’s sake: the engine decides how it computes.'),
    ),
    ...kernelAndBias,
    use_gate: boolean(false, 'Multiply the attended values by a sigmoid gate of the query.'),
    seed: dropoutSeed,
    ...callArguments,
  },
  tensorArguments: maskArguments,
  ...attentionInputs,
  input: {
    ...attentionInputs.input,
    rank: { minimum: 2 },
    description: 'sequences, float32[batch, time, features], or more axes of steps',
  },
  output: (call) => {
    const { args, inputs } = call;
    const problem = stepsProblem(call) ?? flashProblem(args) ?? axesProblem(call);
    if (problem) return problem;
    const queries = inputs[0]!.shape[0];
    const { shape } = inputs[0]!;
    const result = floats([...shape.slice(0, -1), ...resultAxes(args.output_shape, shape.at(-1)!)]);
    return args.return_attention_scores
      ? [result, floats([args.num_heads, queries!, inputs[1]!.shape[0]!])]
      : result;
  },
  weights: ({ args, inputs }) => attentionWeights(args, attentionSizes(inputs)),
  lower: (context, call) => {
    const { args, inputs, inputTypes } = call;
    const places = placesOf(inputTypes[0]!, args.attention_axes)!;
    const finish = (flat: Tensor): Tensor => {
      const steps = inputs[0]!.shape.slice(0, -1);
      const axes = resultAxes(args.output_shape, flat.shape.at(-1)!);
      const result = axes.length === 1 ? flat : context.ops.reshape(flat, [...steps, ...axes]);
      return result;
    };
    if (inputTypes[0]!.shape.length === 2 && places.free.length === 0) {
      const [result, ...scores] = attend(context, call) as readonly [Tensor, ...Tensor[]];
      return [finish(result), ...scores];
    }
    const sequences = inputs.map((input) => asSequences(context, asFloat(context.ops, input), places));
    const sequenceCount = sequences[0]!.shape[0]!;
    const { ops } = context;
    const folded: LoweringContext = {
      ...context,
      batch: sequenceCount,
      // Penalties are divided by the samples, of which each is several sequences here.
      addLoss: (value) =>
        context.addLoss(ops.multiply(value, ops.divide(ops.size(sequenceCount), ops.size(context.batch)))),
    };
    const alone = { ...call, inputs: sequences, masks: [], tensorArguments: {} };
    return finish(fromSequences(context, attend(folded, alone)[0]!, inputs[0]!, places));
  },
  mask: 'combine',
  penalty: 'inside',
  multiplyAdds: ({ args, inputs }) => {
    const [query, value] = inputs as [TensorType, TensorType];
    const weights = attentionWeights(args, attentionSizes(inputs)).filter(({ name }) =>
      name.endsWith('kernel'),
    );
    const rows = ({ shape }: TensorType): Size => sizeProduct(shape.slice(0, -1));
    const projections = weights.map(({ name, shape }) =>
      multiplySizes(rows(/^(key|value)/.test(name) ? value : query), sizeProduct(shape)),
    );
    const { attended } = placesOf(query, args.attention_axes)!;
    const seen = sizeProduct(attended.map((place) => value.shape[place]!));
    const each = args.num_heads * (args.key_dim + (args.value_dim ?? args.key_dim));
    return addSizes(...projections, multiplySizes(rows(query), seen, each));
  },
});

interface AttendArguments extends MaskingArguments {
  readonly key_dim: number;
  readonly use_bias: boolean;
  readonly activity_regularizer: ComponentValue<'regularizer'> | null;
  readonly use_gate: boolean;
  readonly dropout: number;
  readonly seed: number | null;
  readonly return_attention_scores: boolean;
}

/** Attention of sequences: the result, and the scores where they are asked for. */
function attend(context: LoweringContext, call: LayerLowerCall<AttendArguments>): readonly Tensor[] {
  const { ops } = context;
  const { args } = call;
  const queryMask = call.tensorArguments.query_mask?.[0] ?? call.masks[0];
  if (queryMask) context.setMask(queryMask);
  const [query, value, key = value] = call.inputs.map((input) => asFloat(ops, input)) as [
    Tensor,
    Tensor,
    Tensor?,
  ];
  const scaled = ops.multiply(heads(context, 'query', query, args), 1 / Math.sqrt(args.key_dim));
  const keys = heads(context, 'key', key!, args);
  const values = heads(context, 'value', value, args);
  const products = ops.matmul(scaled, keys, { transposeB: true });
  const mask = attentionMask(context, call, products);
  const scores = attentionShares(ops, products, mask, args);
  let attended = ops.matmul(dropEntries(context, scores, args.dropout, args.seed), values);
  if (args.use_gate) attended = ops.multiply(attended, gates(context, query, args));
  const result = joinHeads(context, attended, args);
  return args.return_attention_scores ? [result, scores] : [result];
}
