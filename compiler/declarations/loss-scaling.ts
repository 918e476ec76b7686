/** How a training scales its loss, so that small gradients do not vanish in float16. */
export interface LossScaling {
  /** What the loss is multiplied with at first. */
  readonly initial: number;
  /** Steps without a number that is too large, after which the scale doubles. */
  readonly growthSteps: number;
}

/** Those of Keras's `LossScaleOptimizer`. */
export const usualScaling: LossScaling = { initial: 2 ** 15, growthSteps: 2000 };
