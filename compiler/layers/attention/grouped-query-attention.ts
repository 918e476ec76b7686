import type { ComponentValue } from '../../declarations/values.ts';
import { boolean, noneByDefault, number, requiredInteger } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LoweringContext } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import { addSizes, multiplySizes, sizeProduct } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { attentionShares } from './attention-shares.ts';
import { dropEntries, dropoutSeed } from '../regularization/base-dropout.ts';
import { asFloat } from '../shared/apply-component.ts';
import { kernelAndBias } from '../shared/component-arguments.ts';
import { floats } from '../shared/results.ts';
import { attentionMask, maskArguments } from './attention-mask.ts';
import { projectionWeights, type ProjectionArguments } from './attention-weights.ts';
import { callArguments } from './base-attention.ts';
import { gates, heads, joinHeads } from './heads.ts';
import { attentionInputs, attentionSizes } from './inputs.ts';
import { slidingWindow } from './sliding-window.ts';
import { flashProblem, stepsProblem } from './steps-problem.ts';

/** Ainslie et al., arXiv:2305.13245: several query heads share the keys and values of one head. */
export const groupedQueryAttention = defineLayer({
  name: 'GroupQueryAttention',
  family: 'attention',
  summary: 'Attention with several heads of queries for each head of keys and values.',
  example: '[x, x] -> GroupQueryAttention(16, 4, 2)',
  arguments: {
    head_dim: requiredInteger('Size of queries, keys and values in each head.', { minimum: 1 }),
    num_query_heads: requiredInteger('Number of heads of queries.', { minimum: 1 }),
    num_key_value_heads: requiredInteger('Number of heads of keys and values, which the others share.', {
      minimum: 1,
    }),
    dropout: number(0, 'Share of the attention that becomes zero while training.', {
      minimum: 0,
      maximum: 1,
    }),
    use_bias: boolean(true, 'Add a bias to queries, keys, values and the result.'),
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
  output: (call) => {
    const { args, inputs } = call;
    if (args.num_query_heads % args.num_key_value_heads !== 0) {
      return shapeProblem(
        'KM2004',
        `${args.num_query_heads} heads of queries cannot share ${args.num_key_value_heads} heads of keys evenly.`,
        { argument: 'num_key_value_heads' },
      );
    }
    const problem = stepsProblem(call) ?? flashProblem(args);
    if (problem) return problem;
    const [queries, features] = inputs[0]!.shape;
    const result = floats([queries!, features!]);
    return args.return_attention_scores
      ? [result, floats([args.num_query_heads, queries!, inputs[1]!.shape[0]!])]
      : result;
  },
  weights: ({ args, inputs }) => weightsOf(args, inputs),
  lower: (context, call) => {
    const { ops } = context;
    const { args } = call;
    const queryMask = call.tensorArguments.query_mask?.[0] ?? call.masks[0];
    if (queryMask) context.setMask(queryMask);
    const [query, value, key = value] = call.inputs.map((input) => asFloat(ops, input)) as [
      Tensor,
      Tensor,
      Tensor?,
    ];
    const scaled = ops.multiply(heads(context, 'query', query, args), args.head_dim ** -0.5);
    const shared = (role: string, x: Tensor) => repeatHeads(context, role, x, args);
    const products = ops.matmul(scaled, shared('key', key!), { transposeB: true });
    const mask = attentionMask(context, call, products);
    const scores = attentionShares(ops, products, mask, args);
    const dropped = dropEntries(context, scores, args.dropout, args.seed);
    let attended = ops.matmul(dropped, shared('value', value));
    if (args.use_gate) attended = ops.multiply(attended, gates(context, query, args));
    const result = joinHeads(context, attended, args);
    return args.return_attention_scores ? [result, scores] : result;
  },
  mask: 'combine',
  penalty: 'both',
  multiplyAdds: ({ args, inputs }) => {
    const [query, value] = inputs as [TensorType, TensorType];
    const kernels = weightsOf(args, inputs).filter(({ name }) => name.endsWith('kernel'));
    const projections = kernels.map(({ name, shape }) =>
      multiplySizes((/^(key|value)/.test(name) ? value : query).shape[0]!, sizeProduct(shape)),
    );
    const each = 2 * args.num_query_heads * args.head_dim;
    return addSizes(...projections, multiplySizes(query.shape[0]!, value.shape[0]!, each));
  },
});

interface GroupedArguments extends ProjectionArguments {
  readonly head_dim: number;
  readonly num_query_heads: number;
  readonly num_key_value_heads: number;
  readonly use_gate: boolean;
  readonly activity_regularizer: ComponentValue<'regularizer'> | null;
}

/** Kernel and bias of query, key, gate, value and result, in Keras's order. */
function weightsOf(args: GroupedArguments, inputs: readonly TensorType[]) {
  const sizes = attentionSizes(inputs);
  const { head_dim: size, num_query_heads: many, num_key_value_heads: few } = args;
  const pair = (role: string, kernel: readonly number[], bias: readonly number[]) =>
    projectionWeights(args, role, kernel, bias);
  return [
    ...pair('query', [sizes.query, many, size], [many, size]),
    ...pair('key', [sizes.key, few, size], [few, size]),
    ...(args.use_gate ? pair('gate', [sizes.query, many, size], [many, size]) : []),
    ...pair('value', [sizes.value, few, size], [few, size]),
    ...pair('attention_output', [many, size, sizes.query], [sizes.query]),
  ];
}

/** Keys or values [batch, query heads, time, dim]: each head as often in a row as heads of queries share it. */
function repeatHeads(context: LoweringContext, role: string, x: Tensor, args: GroupedArguments): Tensor {
  const few = heads(context, role, x, args);
  const times = args.num_query_heads / args.num_key_value_heads;
  return times === 1 ? few : context.ops.repeat(few, times, 1);
}
