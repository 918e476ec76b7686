import type { ComponentValue } from '../../declarations/values.ts';
import type { WeightSpecification } from '../../declarations/define-layer.ts';
import type { Size } from '../../shapes/size.ts';
import type { AttentionSizes } from './inputs.ts';
import { weight } from '../shared/results.ts';

export interface ProjectionArguments {
  readonly use_bias: boolean;
  readonly kernel_initializer: ComponentValue<'initializer'> | null;
  readonly bias_initializer: ComponentValue<'initializer'> | null;
  readonly kernel_regularizer: ComponentValue<'regularizer'> | null;
  readonly bias_regularizer: ComponentValue<'regularizer'> | null;
  readonly kernel_constraint: ComponentValue<'constraint'> | null;
  readonly bias_constraint: ComponentValue<'constraint'> | null;
}

interface AttentionArguments extends ProjectionArguments {
  readonly num_heads: number;
  readonly key_dim: number;
  readonly value_dim: number | null;
  readonly output_shape: number | readonly number[] | null;
  readonly use_gate: boolean;
}

/** Kernel and bias of one projection. */
export function projectionWeights(
  args: ProjectionArguments,
  role: string,
  kernel: readonly number[],
  bias: readonly number[],
): readonly WeightSpecification[] {
  return [
    weight(
      `${role}/kernel`,
      kernel,
      args.kernel_initializer,
      args.kernel_regularizer,
      args.kernel_constraint,
    ),
    ...(args.use_bias
      ? [weight(`${role}/bias`, bias, args.bias_initializer, args.bias_regularizer, args.bias_constraint)]
      : []),
  ];
}

/** The axes of each result: one, as large as the query where nothing else is said, or several. */
export function resultAxes<S extends Size>(
  given: number | readonly number[] | null,
  query: S,
): readonly (number | S)[] {
  if (given === null) return [query];
  return typeof given === 'number' ? [given] : given;
}

/** Kernel and bias of query, key, value, gate and result, in Keras's order. */
export function attentionWeights(
  args: AttentionArguments,
  sizes: AttentionSizes,
): readonly WeightSpecification[] {
  const { num_heads: heads, key_dim: keyDim } = args;
  const valueDim = args.value_dim ?? keyDim;
  const out = resultAxes(args.output_shape, sizes.query);
  const pair = (role: string, kernel: readonly number[], bias: readonly number[]) =>
    projectionWeights(args, role, kernel, bias);
  return [
    ...pair('query', [sizes.query, heads, keyDim], [heads, keyDim]),
    ...pair('key', [sizes.key, heads, keyDim], [heads, keyDim]),
    ...(args.use_gate ? pair('gate', [sizes.query, heads, valueDim], [heads, valueDim]) : []),
    ...pair('value', [sizes.value, heads, valueDim], [heads, valueDim]),
    ...pair('attention_output', [heads, valueDim, ...out], out),
  ];
}
