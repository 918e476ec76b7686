import type { TensorIndex } from '../../../graph/model-graph.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import type { ModelFlow } from '../../op-code/flow.ts';
import type { PlacedState, PlacedWeight } from './counterpart-made.ts';
import type { Counterpart } from './counterparts.ts';

/** The classes of a model. */
export interface ModelClasses {
  /** Texts of classes, each after those that it uses. */
  readonly classes: readonly string[];
  readonly className: string;
  readonly weights: readonly PlacedWeight[];
  /** State that is zero and stays so, beside the weights. */
  readonly zeros: readonly { readonly parameter: string; readonly shape: readonly number[] }[];
  /** What layers with `stateful: true` keep from batch to batch. */
  readonly states: readonly PlacedState[];
  /** The keys of what `forward` gives with `detailed=True`, by the names that it gives them. */
  readonly details: ReadonlyMap<string, string>;
  readonly flow: ModelFlow;
  readonly lowered: LoweredModel;
  /** Heads whose last activation is a sigmoid; where details give what is before it, the others have a softmax. */
  readonly sigmoids: ReadonlySet<TensorIndex>;
  readonly helpers: ReadonlySet<Counterpart['helper']>;
}
