import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { TrainedWeight } from '../../compiler/targets/keras/optimizer-variables.ts';
import type { ReadText } from '../../compiler/targets/read/read-text.ts';
import type { SourceModel } from '../../compiler/targets/read/source.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { WeightFile } from '../weights/match.ts';

/** @param trained the weights that are trained, in the order of the file */
export type ReadOptimizer = (
  graph: ModelGraph,
  trained: readonly TrainedWeight[],
) => Promise<Readonly<Record<string, HostTensor>> | undefined>;

/** A model of another world: what its file says, and its weights where it holds some. */
export interface OpenedModel {
  readonly model: SourceModel;
  /** Reads the weights: each by the name of its layer, `LAYER/kernel` or `LAYER/0`. */
  readonly weights: (() => Promise<WeightFile>) | undefined;
  /**
   * Reads what the optimizer has kept, by the names of training steps; gives undefined where the file holds no such
   * state.
   * @throws WeightsError for a state that is not of the model's optimizer
   */
  readonly optimizer?: ReadOptimizer;
  /** `own` where the weights have kmodel's own names, and those that a prediction does not need are not there. */
  readonly layout?: 'own';
  /** The model as text, where it is known already. */
  readonly text?: ReadText;
}
