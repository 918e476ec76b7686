import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';

/** How many keys are drawn at once: one op on a short vector costs as much as on a scalar. */
const chunk = 256;

/** Keys for the random layers of one step: all differ, and follow from the step's key alone. */
export class RandomKeys {
  private readonly ops: ScopedOps;
  private readonly stepKey: ((seed?: number) => Tensor) | undefined;
  private drawn = 0;
  private readonly drawnBy = new Map<string, number>();
  private current: Tensor | undefined;

  constructor(ops: ScopedOps, stepKey: ((seed?: number) => Tensor) | undefined) {
    this.ops = ops;
    this.stepKey = stepKey;
  }

  /**
   * An int32 scalar key for `randomUniform`.
   * @param seed the layer's own, which the key then follows from instead of the run's
   * @param owner who draws: with a seed of its own each has its own series, as Keras's layers have generators
   */
  next(seed: number | undefined, owner: string): Tensor {
    if (!this.stepKey) throw new Error('This step has no random numbers.');
    const { ops } = this;
    if (seed !== undefined) {
      const place = this.drawnBy.get(owner) ?? 0;
      this.drawnBy.set(owner, place + 1);
      const keys = this.draw(this.stepKey(seed), place + 1);
      return ops.reshape(place === 0 ? keys : ops.sliceAxis(keys, 0, place, 1), []);
    }
    const place = this.drawn % chunk;
    if (place === 0) {
      this.current = this.draw(ops.add(this.stepKey(), this.drawn), chunk);
    }
    this.drawn++;
    return ops.reshape(ops.sliceAxis(this.current!, 0, place, 1), []);
  }

  /** 24 random bits, spread by an odd factor and offset by the step, so that equal draws in two steps differ. */
  private draw(key: Tensor, count: number): Tensor {
    const { ops } = this;
    const bits = ops.cast(ops.multiply(ops.randomUniform(key, [count]), 2 ** 24), 'int32');
    return ops.add(ops.multiply(bits, 257), key);
  }
}
