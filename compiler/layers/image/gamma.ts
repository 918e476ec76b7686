import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';
import { drawUniform, type RandomSite } from './random.ts';

/** A round of Jöhnk's method takes its numbers with a chance of at least π / 4: all rounds fail with 1e-21. */
const rounds = 32;

/** log of a uniform number in (0, 1]. */
function logUniform(site: RandomSite, shape: readonly Size[]): Tensor {
  const { ops } = site.context;
  return ops.log(ops.subtract(1, drawUniform(site, shape)));
}

/** log(eᵃ + eᵇ) */
function logAddExp(ops: Ops, a: Tensor, b: Tensor): Tensor {
  return ops.add(b, ops.softplus(ops.subtract(a, b)));
}

/**
 * Logarithms of numbers of a gamma distribution of scale 1: Jöhnk's method (Metrika 8, 1964) for the shape's
 * fraction, and a sum of exponential ones for the whole part. Logarithms, as the numbers themselves vanish for
 * small shapes.
 * @param alpha the distribution's shape: a positive number, or a scalar tensor in (0, 1)
 */
export function drawLogGamma(site: RandomSite, alpha: number | Tensor, shape: readonly Size[]): Tensor {
  const { ops } = site.context;
  const whole = typeof alpha === 'number' ? Math.floor(alpha) : 0;
  const sums =
    whole === 0 ? undefined : ops.log(ops.negate(ops.sum(logUniform(site, [whole, ...shape]), [0])));
  const fraction = typeof alpha === 'number' ? alpha - whole : alpha;
  if (typeof fraction === 'number' && fraction < 1e-6) return sums!;
  const part = drawFraction(site, fraction, shape);
  return sums ? logAddExp(ops, part, sums) : part;
}

/** log X for X = Beta(a, 1 − a) · Exp(1), which is a gamma number of the shape a in (0, 1). */
function drawFraction(site: RandomSite, a: number | Tensor, shape: readonly Size[]): Tensor {
  const { ops } = site.context;
  const all = [rounds, ...shape];
  const x = ops.divide(logUniform(site, all), a);
  const y = ops.divide(logUniform(site, all), ops.subtract(typeof a === 'number' ? ops.scalar(1) : 1, a));
  const total = logAddExp(ops, x, y);
  const taken = ops.cast(ops.lessEqual(total, 0), 'float32');
  const isFirst = ops.multiply(taken, ops.cast(ops.equal(ops.cumulativeSum(taken, 0), 1), 'float32'));
  const beta = ops.sum(ops.multiply(ops.subtract(x, total), isFirst), [0]);
  const exponential = ops.negate(logUniform(site, shape));
  // log 0 is no number: it comes with a chance of 2^-24.
  return ops.add(beta, ops.log(ops.maximum(exponential, 1e-30)));
}

/** Numbers of a beta distribution with both parameters `alpha`. */
export function drawBeta(site: RandomSite, alpha: number | Tensor, shape: readonly Size[]): Tensor {
  const { ops } = site.context;
  return ops.sigmoid(ops.subtract(drawLogGamma(site, alpha, shape), drawLogGamma(site, alpha, shape)));
}
