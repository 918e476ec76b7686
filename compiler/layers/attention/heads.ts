import { addPenalties } from '../../declarations/activity-penalty.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import type { LoweringContext } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';

/** What the layers inside an attention have of it. */
interface InnerArguments {
  readonly use_bias: boolean;
  readonly activity_regularizer: ComponentValue<'regularizer'> | null;
}

/** x [batch, time, in] by a kernel [in, heads, dim], as [batch, heads, time, dim]; a penalty on it counts. */
export function heads(context: LoweringContext, role: string, x: Tensor, args: InnerArguments): Tensor {
  const projected = project(context, role, x, args);
  addPenalties(context, [projected], { activity_regularizer: args.activity_regularizer });
  return projected;
}

/** What attended values are multiplied by, between 0 and 1: [batch, heads, time, dim]. */
export function gates(context: LoweringContext, query: Tensor, args: InnerArguments): Tensor {
  const gate = context.ops.sigmoid(project(context, 'gate', query, args));
  addPenalties(context, [gate], { activity_regularizer: args.activity_regularizer });
  return gate;
}

function project(
  { ops, weight, batch }: LoweringContext,
  role: string,
  x: Tensor,
  { use_bias: useBias }: InnerArguments,
): Tensor {
  const kernel = weight(`${role}/kernel`);
  const [features, count, size] = kernel.shape as readonly [number, number, number];
  const product = ops.matmul(x, ops.reshape(kernel, [features, count * size]));
  const sum = useBias ? ops.add(product, ops.reshape(weight(`${role}/bias`), [count * size])) : product;
  return ops.transpose(ops.reshape(sum, [batch, x.shape[1]!, count, size]), [0, 2, 1, 3]);
}

/** [batch, heads, time, dim] by a kernel [heads, dim, …out], as [batch, time, out], the axes of a result in one. */
export function joinHeads(context: LoweringContext, attended: Tensor, args: InnerArguments): Tensor {
  const { ops, weight, batch } = context;
  const kernel = weight('attention_output/kernel');
  const [count, size, ...axes] = kernel.shape as readonly [number, number, ...number[]];
  const features = axes.reduce((product, axis) => product * axis, 1);
  const shape: readonly Size[] = [batch, attended.shape[2]!, count * size];
  const rows = ops.reshape(ops.transpose(attended, [0, 2, 1, 3]), shape);
  const product = ops.matmul(rows, ops.reshape(kernel, [count * size, features]));
  const result = args.use_bias
    ? ops.add(product, ops.reshape(weight('attention_output/bias'), [features]))
    : product;
  addPenalties(context, [result], { activity_regularizer: args.activity_regularizer });
  return result;
}
