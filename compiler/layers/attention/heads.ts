import type { LoweringContext } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';

/** x [batch, time, in] by a kernel [in, heads, dim], as [batch, heads, time, dim]. */
export function heads(
  { ops, weight, batch }: LoweringContext,
  role: string,
  x: Tensor,
  useBias: boolean,
): Tensor {
  const kernel = weight(`${role}/kernel`);
  const [features, count, size] = kernel.shape as readonly [number, number, number];
  const product = ops.matmul(x, ops.reshape(kernel, [features, count * size]));
  const sum = useBias ? ops.add(product, ops.reshape(weight(`${role}/bias`), [count * size])) : product;
  return ops.transpose(ops.reshape(sum, [batch, x.shape[1]!, count, size]), [0, 2, 1, 3]);
}

/** [batch, heads, time, dim] by a kernel [heads, dim, …out], as [batch, time, out], the axes of a result in one. */
export function joinHeads(
  { ops, weight, batch }: LoweringContext,
  attended: Tensor,
  useBias: boolean,
): Tensor {
  const kernel = weight('attention_output/kernel');
  const [count, size, ...axes] = kernel.shape as readonly [number, number, ...number[]];
  const features = axes.reduce((product, axis) => product * axis, 1);
  const shape: readonly Size[] = [batch, attended.shape[2]!, count * size];
  const rows = ops.reshape(ops.transpose(attended, [0, 2, 1, 3]), shape);
  const product = ops.matmul(rows, ops.reshape(kernel, [count * size, features]));
  return useBias ? ops.add(product, ops.reshape(weight('attention_output/bias'), [features])) : product;
}
