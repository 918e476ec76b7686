import type { Arguments } from '../declarations/values.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';

/** Applies the one kind of clipping that Keras would: `clipnorm`, else `global_clipnorm`, else `clipvalue`. */
export function clipGradients(
  ops: ScopedOps,
  gradients: readonly Tensor[],
  args: Arguments,
): readonly Tensor[] {
  const { clipnorm, global_clipnorm: globalClipnorm, clipvalue } = args;
  if (typeof clipnorm === 'number' && clipnorm > 0) {
    return gradients.map((gradient) => scaleToNorm(ops, gradient, squareSum(ops, gradient), clipnorm));
  }
  if (typeof globalClipnorm === 'number' && globalClipnorm > 0 && gradients.length > 0) {
    const total = gradients
      .map((gradient) => squareSum(ops, gradient))
      .reduce((sum, term) => ops.add(sum, term));
    return gradients.map((gradient) => scaleToNorm(ops, gradient, total, globalClipnorm));
  }
  if (typeof clipvalue === 'number' && clipvalue > 0) {
    return gradients.map((gradient) => ops.minimum(ops.maximum(gradient, -clipvalue), clipvalue));
  }
  return gradients;
}

function squareSum(ops: ScopedOps, gradient: Tensor): Tensor {
  return ops.sum(ops.square(gradient));
}

/** g · limit / max(‖g‖, limit), which leaves short gradients as they are. */
function scaleToNorm(ops: ScopedOps, gradient: Tensor, squares: Tensor, limit: number): Tensor {
  return ops.multiply(gradient, ops.divide(limit, ops.maximum(ops.sqrt(squares), limit)));
}
