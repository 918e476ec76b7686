import type { Logs } from '../callbacks/callback.ts';
import type { ClassWeights } from '../data/class-weights.ts';
import type { WeightOptions } from '../data/training-data.ts';
import type { HostTensor } from '../engines/engine.ts';

/** The text that a model was compiled from. */
export interface ModelText {
  /** The path of the file in which it stands. */
  readonly entry: string;
  /** That file and those that it imports, by their paths as the compiler knows them. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ModelOptions {
  /** Goes into the folders of its runs. */
  readonly text?: ModelText;
  /** Draws the weights, orders the samples, seeds random layers. The model's own, else a fresh one. */
  readonly seed?: number;
  /** What `getState` gave of a model with the same graph, in the place of weights that are drawn. */
  readonly state?: Readonly<Record<string, HostTensor>>;
}

/** What samples weigh while training. */
export interface TrainingWeights extends WeightOptions {
  /**
   * What classes weigh, by number or name: of the only head, or of several by the names of these. Validation is not
   * weighted. Instead of what the model says.
   */
  readonly classWeight?: ClassWeights;
}

export interface EvaluateOptions extends WeightOptions {
  readonly batchSize?: number;
  /** Starts the random numbers of the model, where it draws some; a fresh one by default. */
  readonly seed?: number;
}

export interface PredictOptions {
  readonly batchSize?: number;
  /** Names of heads, branches or layers (feature extraction); all heads by default. */
  readonly outputs?: readonly string[];
  /** Starts the random numbers of the model, where it draws some; a fresh one by default. */
  readonly seed?: number;
  /** Gives `tf.Tensor`s, which the caller disposes, instead of arrays. */
  readonly tensors?: boolean;
}

/** @internal The names of the options of each call. */
export const callOptions: {
  readonly trainOnBatch: Readonly<Record<keyof TrainingWeights, true>>;
  readonly evaluate: Readonly<Record<keyof EvaluateOptions, true>>;
  readonly testOnBatch: Readonly<Record<Exclude<keyof EvaluateOptions, 'batchSize'>, true>>;
  readonly predict: Readonly<Record<keyof PredictOptions, true>>;
  readonly predictOnBatch: Readonly<Record<Exclude<keyof PredictOptions, 'batchSize' | 'tensors'>, true>>;
} = {
  trainOnBatch: { sampleWeight: true, classWeight: true },
  evaluate: { batchSize: true, sampleWeight: true, seed: true },
  testOnBatch: { sampleWeight: true, seed: true },
  predict: { batchSize: true, outputs: true, seed: true, tensors: true },
  predictOnBatch: { outputs: true, seed: true },
};

/** @internal */
export interface EvaluationHooks {
  readonly onBatchEnd: (batch: number, logs: Logs) => Promise<void>;
}
