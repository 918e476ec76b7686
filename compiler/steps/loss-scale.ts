import { usualScaling, type LossScaling } from '../declarations/loss-scaling.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { StateAccess } from './optimizer.ts';
import type { StateVariable } from './step-graph.ts';

/** What the loss is multiplied with. */
export function lossScaleState({ initial }: LossScaling): StateVariable {
  return { name: 'optimizer:loss_scale', kind: 'optimizer', dtype: 'float32', shape: [], initial };
}

/** Steps since the scale has changed. */
export const lossScaleStepsState: StateVariable = {
  name: 'optimizer:loss_scale_steps',
  kind: 'optimizer',
  dtype: 'int32',
  shape: [],
  initial: 0,
};

/** Below it a sum of sizes is a number: NaN and infinity are not, on a GPU that takes every number for finite, too. */
const beyondNumbers = 1e30;

/**
 * Scales of losses and gradients as Keras's `LossScaleOptimizer` has them: the gradients are those of the loss times
 * the scale, and divided by it again. Where one of them is no finite number, the step changes nothing, and the scale
 * halves; after so many steps without, it doubles.
 */
export class LossScale {
  private readonly ops: ScopedOps;
  private readonly state: StateAccess;
  private readonly scaling: LossScaling;
  private readonly variable: StateVariable;
  private readonly scale: Tensor;

  constructor(ops: ScopedOps, state: StateAccess, scaling: LossScaling = usualScaling) {
    this.ops = ops;
    this.state = state;
    this.scaling = scaling;
    this.variable = lossScaleState(scaling);
    this.scale = state.read(this.variable);
  }

  scaled(loss: Tensor): Tensor {
    return this.ops.multiply(loss, this.scale);
  }

  /** A gradient of the loss itself. */
  unscaled(gradient: Tensor): Tensor {
    return this.ops.divide(gradient, this.scale);
  }

  /**
   * What keeps a step from changing anything where a gradient is no finite number; writes the next scale.
   * @param gradients all that the step takes
   */
  guard(gradients: readonly Tensor[]): Guard {
    const { ops, state, scaling, variable: scaleState } = this;
    const size = gradients
      .map((gradient) => ops.sum(ops.absolute(gradient), allAxes(gradient)))
      .reduce((sum, each) => ops.add(sum, each), ops.scalar(0));
    const isFinite = ops.less(size, beyondNumbers);
    const steps = ops.add(state.read(lossScaleStepsState), 1);
    const grows = ops.equal(steps, scaling.growthSteps);
    const next = ops.select(grows, ops.multiply(this.scale, 2), this.scale);
    state.write(scaleState, ops.select(isFinite, next, ops.divide(this.scale, 2)));
    state.write(lossScaleStepsState, ops.select(ops.and(isFinite, ops.not(grows)), steps, 0));
    const keep = (value: Tensor, before: Tensor): Tensor => ops.select(isFinite, value, before);
    return {
      keep,
      state: {
        read: (variable) => state.read(variable),
        write: (variable, value) => state.write(variable, keep(value, state.read(variable))),
      },
    };
  }
}

export interface Guard {
  /** A value, or what was before where the step changes nothing. */
  readonly keep: (value: Tensor, before: Tensor) => Tensor;
  /** State that changes only where the step does. */
  readonly state: StateAccess;
}

function allAxes({ shape }: Tensor): readonly number[] {
  return shape.map((_, axis) => axis);
}
