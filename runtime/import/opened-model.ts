import type { SourceModel } from '../../compiler/targets/read/source.ts';
import type { WeightFile } from '../weights/match.ts';

/** A model of another world: what its file says, and its weights where it holds some. */
export interface OpenedModel {
  readonly model: SourceModel;
  /** Reads the weights: each by the name of its layer, `LAYER/kernel` or `LAYER/0`. */
  readonly weights: (() => Promise<WeightFile>) | undefined;
}
