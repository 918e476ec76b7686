import { defineLayer } from '../../declarations/define.ts';
import {
  shapeProblem,
  type LayerShapeCall,
  type LoweringContext,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import { boolean, type ArgumentDeclarations, type ValuesOf } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizesEqual } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import { hideMasked } from '../activation/softmax.ts';
import { dropEntries } from '../regularization/base-dropout.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats, known } from '../shared/results.ts';
import { attentionInputs } from './inputs.ts';
import { stepsProblem } from './steps-problem.ts';

/** Keras's call arguments of attention, which stand among the arguments here. */
export const callArguments = {
  return_attention_scores: boolean(false, 'Give the attention too, after the result.'),
  use_causal_mask: boolean(false, 'No step sees later ones.'),
};

interface PlainAttention<D extends ArgumentDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  readonly weights: (args: ValuesOf<D>, features: number) => readonly WeightSpecification[];
  /** Scores [batch, query steps, value steps] of queries and keys [batch, steps, features]. */
  readonly scores: (context: LoweringContext, args: ValuesOf<D>, query: Tensor, key: Tensor) => Tensor;
}

interface SharedArguments {
  readonly dropout: number;
  readonly seed?: number | null;
  readonly return_attention_scores: boolean;
  readonly use_causal_mask: boolean;
}

/** Attention without projections: query [batch, Tq, d], value [batch, Tv, e], key [batch, Tv, d] (value where left out). */
export function defineAttention<const D extends ArgumentDeclarations>(attention: PlainAttention<D>) {
  const { scores, weights, ...declared } = attention;
  return defineLayer<D>({
    ...declared,
    family: 'attention',
    tensorArguments: {
      mask: {
        doc: 'bool, [query steps, value steps]: one mask for each; padding is false.',
        list: true,
        dtype: 'bool',
        shapes: ({ inputs }, place) => [(inputs[place] ?? inputs[0]!).shape.slice(0, 1)],
      },
    },
    ...attentionInputs,
    output: (call) => {
      const [query, value, key = value] = call.inputs;
      const problem = stepsProblem(call) ?? featuresProblem(call);
      if (problem) return problem;
      const result = floats([query!.shape[0]!, value!.shape[1]!]);
      const { return_attention_scores: both } = shared(call.args);
      return both ? [result, floats([query!.shape[0]!, key!.shape[0]!])] : result;
    },
    weights: ({ args, inputs }) => weights(args, known(inputs[0]!, -1)),
    lower: (context, call) => {
      const { ops } = context;
      const args = shared(call.args);
      const [query, value, key = value] = call.inputs.map((input) => asFloat(ops, input)) as [
        Tensor,
        Tensor,
        Tensor?,
      ];
      const [queryMask, valueMask] = call.tensorArguments.mask ?? call.masks;
      if (queryMask) context.setMask(queryMask);
      const all = scores(context, call.args, query, key!);
      const seen = visible(ops, all, valueMask, args.use_causal_mask);
      const attended = ops.softmax(seen ? hideMasked(ops, all, seen) : all, -1);
      const result = ops.matmul(dropEntries(context, attended, args.dropout, args.seed ?? null), value);
      const shown = queryMask
        ? ops.multiply(result, ops.cast(ops.expandDims(queryMask, 2), 'float32'))
        : result;
      return args.return_attention_scores ? [shown, attended] : shown;
    },
    mask: 'combine',
  });
}

function shared(args: unknown): SharedArguments {
  return args as SharedArguments;
}

/** Which steps each query may look at: bool, broadcasting to the scores; undefined where all. */
function visible(
  ops: Ops,
  scores: Tensor,
  valueMask: Tensor | undefined,
  causal: boolean,
): Tensor | undefined {
  const padding = valueMask && ops.expandDims(valueMask, 1);
  if (!causal) return padding;
  const [, queries, values] = scores.shape;
  const past = ops.greaterEqual(ops.iota([1, queries!, 1], 1), ops.iota([1, 1, values!], 2));
  return padding ? ops.and(padding, past) : past;
}

function featuresProblem({ inputs, requireEqual }: LayerShapeCall<unknown>) {
  const [query, value, key = value] = inputs;
  const [a, b] = [query!.shape[1]!, key!.shape[1]!];
  if (sizesEqual(a, b)) return undefined;
  if (mayBeEqual(a, b)) {
    requireEqual(a, b);
    return undefined;
  }
  const keyed = inputs.length === 3 ? '{input2}' : '{input1}';
  return shapeProblem(
    'KM3002',
    `{layer} needs queries and keys of the same size, but {input0} and ${keyed} differ in their last axis.`,
  );
}
