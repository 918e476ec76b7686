import type { ReadText } from '../../compiler/targets/read/read-text.ts';
import type { SourceModel } from '../../compiler/targets/read/source.ts';
import type { WeightFile } from '../weights/match.ts';

/** A model of another world: what its file says, and its weights where it holds some. */
export interface OpenedModel {
  readonly model: SourceModel;
  /** Reads the weights: each by the name of its layer, `LAYER/kernel` or `LAYER/0`. */
  readonly weights: (() => Promise<WeightFile>) | undefined;
  /** `own` where the weights have kmodel's own names, and those that a prediction does not need are not there. */
  readonly layout?: 'own';
  /** The model as text, where it is known already. */
  readonly text?: ReadText;
}
