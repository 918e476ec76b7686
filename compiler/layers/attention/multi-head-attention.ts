import { boolean, noneByDefault, number, requiredInteger } from '../../declarations/declare.ts';

import type { Tensor } from '../../ops/types.ts';
import {
  addSizes,
  mayBeEqual,
  multiplySizes,
  sizeProduct,
  sizesEqual,
  type Size,
} from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import {
  defineLayer,
  shapeProblem,
  type LayerShapeCall,
  type LoweringContext,
} from '../../declarations/define-layer.ts';
import { hideMasked } from '../activation/softmax.ts';
import { dropEntries, dropoutSeed } from '../regularization/base-dropout.ts';
import { addActivityPenalty, asFloat } from '../shared/apply-component.ts';
import { kernelAndBias } from '../shared/component-arguments.ts';
import { floats, known } from '../shared/results.ts';
import { attentionMask } from './attention-mask.ts';
import { attentionWeights, type AttentionSizes } from './attention-weights.ts';

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
    output_shape: noneByDefault(
      requiredInteger('Size of each result; none is that of the query.', { minimum: 1 }),
    ),
    ...kernelAndBias,
    use_gate: boolean(false, 'Multiply the attended values by a sigmoid gate of the query.'),
    seed: dropoutSeed,
    return_attention_scores: boolean(false, 'Give the attention of each head too, after the result.'),
    use_causal_mask: boolean(false, 'No step sees later ones.'),
  },
  tensorArguments: {
    query_mask: { doc: 'bool [batch, query steps]: steps that are padding are false.' },
    value_mask: { doc: 'bool [batch, value steps]: steps that are padding are false.' },
    key_mask: { doc: 'bool [batch, value steps]: steps that are padding are false.' },
    attention_mask: { doc: 'bool [batch, query steps, value steps]: true where a query may look.' },
  },
  inputNames: [
    { name: 'query', required: true },
    { name: 'value', required: true },
    { name: 'key', required: false },
  ],
  input: {
    count: 'list',
    minimum: 2,
    maximum: 3,
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'sequences, float32[batch, time, features]',
  },
  output: (call) => {
    const { args, inputs } = call;
    const problem = stepsProblem(call);
    if (problem) return problem;
    const [queries, features] = inputs[0]!.shape;
    const result = floats([queries!, args.output_shape ?? features!]);
    return args.return_attention_scores
      ? [result, floats([args.num_heads, queries!, inputs[1]!.shape[0]!])]
      : result;
  },
  weights: ({ args, inputs }) => attentionWeights(args, sizesOf(inputs)),
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
    const scaled = ops.multiply(heads(context, 'query', query, args.use_bias), 1 / Math.sqrt(args.key_dim));
    const keys = heads(context, 'key', key!, args.use_bias);
    const values = heads(context, 'value', value, args.use_bias);
    const products = ops.matmul(scaled, keys, { transposeB: true });
    const mask = attentionMask(context, call, products);
    const scores = ops.softmax(mask ? hideMasked(ops, products, mask) : products, -1);
    let attended = ops.matmul(dropEntries(context, scores, args.dropout, args.seed), values);
    if (args.use_gate) {
      const gate = ops.sigmoid(heads(context, 'gate', query, args.use_bias));
      attended = ops.multiply(attended, gate);
    }
    const result = joinHeads(context, attended, args.use_bias);
    addActivityPenalty(context, result, args.activity_regularizer);
    return args.return_attention_scores ? [result, scores] : result;
  },
  mask: 'make',
  multiplyAdds: ({ args, inputs }) => {
    const [query, value] = inputs as [TensorType, TensorType];
    const weights = attentionWeights(args, sizesOf(inputs)).filter(({ name }) => name.endsWith('kernel'));
    const projections = weights.map(({ name, shape }) =>
      multiplySizes((/^(key|value)/.test(name) ? value : query).shape[0]!, sizeProduct(shape)),
    );
    const each = args.num_heads * (args.key_dim + (args.value_dim ?? args.key_dim));
    return addSizes(...projections, multiplySizes(query.shape[0]!, value.shape[0]!, each));
  },
});

function sizesOf(inputs: readonly TensorType[]): AttentionSizes {
  const value = known(inputs[1]!, -1);
  return { query: known(inputs[0]!, -1), value, key: inputs[2] ? known(inputs[2], -1) : value };
}

function stepsProblem({ inputs, requireEqual }: LayerShapeCall<unknown>) {
  const [, value, key] = inputs;
  if (!key || sizesEqual(value!.shape[0]!, key.shape[0]!)) return undefined;
  if (mayBeEqual(value!.shape[0]!, key.shape[0]!)) {
    requireEqual(value!.shape[0]!, key.shape[0]!);
    return undefined;
  }
  return shapeProblem(
    'KM3002',
    '{layer} needs as many keys as values, but {input1} and {input2} differ in steps.',
  );
}

/** x [batch, time, in] by a kernel [in, heads, dim], as [batch, heads, time, dim]. */
function heads({ ops, weight, batch }: LoweringContext, role: string, x: Tensor, useBias: boolean): Tensor {
  const kernel = weight(`${role}/kernel`);
  const [features, count, size] = kernel.shape as readonly [number, number, number];
  const product = ops.matmul(x, ops.reshape(kernel, [features, count * size]));
  const sum = useBias ? ops.add(product, ops.reshape(weight(`${role}/bias`), [count * size])) : product;
  return ops.transpose(ops.reshape(sum, [batch, x.shape[1]!, count, size]), [0, 2, 1, 3]);
}

/** [batch, heads, time, dim] by a kernel [heads, dim, out], as [batch, time, out]. */
function joinHeads({ ops, weight, batch }: LoweringContext, attended: Tensor, useBias: boolean): Tensor {
  const kernel = weight('attention_output/kernel');
  const [count, size, features] = kernel.shape as readonly [number, number, number];
  const shape: readonly Size[] = [batch, attended.shape[2]!, count * size];
  const rows = ops.reshape(ops.transpose(attended, [0, 2, 1, 3]), shape);
  const product = ops.matmul(rows, ops.reshape(kernel, [count * size, features]));
  return useBias ? ops.add(product, weight('attention_output/bias')) : product;
}
