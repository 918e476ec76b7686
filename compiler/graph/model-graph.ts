import type { Arguments, ComponentValue, HeadMetric } from '../declarations/values.ts';
import type { Place } from '../diagnostics/place.ts';
import type { LayerDeclaration, WeightSpecification } from '../declarations/define-layer.ts';
import type { LossScaling } from '../declarations/loss-scaling.ts';
import type { Precision } from '../shapes/precision.ts';
import type { Size } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';

/**
 * The typed IR: one model, with blocks, loops and models-as-layers expanded and every name kept.
 * Plain data; tensors and layers refer to each other by index.
 */
export interface ModelGraph {
  readonly name: string;
  readonly doc?: string;
  readonly parameters: Arguments;
  readonly inputs: readonly GraphInput[];
  readonly tensors: readonly GraphTensor[];
  readonly layers: readonly LayerInstance[];
  /** In an order in which every call comes after what it takes. */
  readonly calls: readonly LayerCall[];
  /** Named tensors: inputs, branches, heads (for intermediate outputs), in order of declaration. */
  readonly branches: readonly GraphBranch[];
  readonly heads: readonly GraphHead[];
  /** Terms of the total loss that need no target; absent where there are none. */
  readonly objectives?: readonly GraphObjective[];
  readonly training: TrainingSettings;
  /** Where its data is; absent where it does not say. */
  readonly data?: GraphData;
  /** Size variables of the inputs, in order of appearance. */
  readonly sizeVariables: readonly string[];
  readonly conditions: readonly SizeCondition[];
}

export type TensorIndex = number;
export type LayerIndex = number;

export interface GraphInput {
  readonly name: string;
  readonly doc?: string;
  readonly tensor: TensorIndex;
  /** What stands for an entry that is missing; absent where none may be. */
  readonly missing?: MissingRule;
  /** Entries must lie in [0, below): an Embedding reads them. */
  readonly indexRange?: { readonly below: number; readonly layer: string };
  readonly place: Place;
}

/** A value, or what is learned from the training part. */
export type MissingRule =
  | { readonly kind: 'value'; readonly value: number | string }
  | { readonly kind: 'mean' | 'median' | 'most_frequent' };

export interface GraphTensor extends TensorType {
  /** The name of the input or branch that it is, else of the layer that made it. */
  readonly name: string;
  /** Present where a Keras mask comes with it (from Embedding or Masking). */
  readonly masked?: boolean;
}

/** One set of weights. A `shared` layer is one instance with several calls. */
export interface LayerInstance {
  readonly name: string;
  /** Keras's class name. */
  readonly class: string;
  /** What it is and does; JSON leaves it out. */
  readonly declaration: LayerDeclaration;
  /** Every declared argument, defaults filled in. */
  readonly args: Arguments;
  readonly weights: readonly WeightSpecification[];
  readonly trainable: boolean;
  /** True where it was declared by `shared` (directly or inside a shared block or model). */
  readonly shared: boolean;
  /** The blocks, models and shared stacks around it, outermost first: groups in diagrams. */
  readonly path: readonly GroupName[];
  /** The rounds of `repeat` that it stands in, outermost first; absent where it stands in none. */
  readonly rounds?: readonly Round[];
  readonly place: Place;
}

export interface GroupName {
  readonly kind: 'block' | 'model' | 'shared';
  /** The name that the use bears: `features_residual`, `eye`. */
  readonly name: string;
  /** The block or model used, for the caption: `Residual`. */
  readonly of: string;
  /** Where it is used; for a shared stack, where it is declared. */
  readonly place: Place;
}

/** One round of a `repeat`. Every round of it has the same layers, in the same order. */
export interface Round {
  /** Which `repeat` of the model, in the order of its expansion. */
  readonly repeat: number;
  /** How many groups of the layer's path are around the `repeat`. */
  readonly depth: number;
  readonly index: number;
  readonly count: number;
}

export interface LayerCall {
  readonly layer: LayerIndex;
  readonly inputs: readonly TensorIndex[];
  readonly tensorArguments: Readonly<Record<string, readonly TensorIndex[]>>;
  readonly outputs: readonly TensorIndex[];
  readonly place: Place;
}

export interface GraphBranch {
  readonly name: string;
  readonly doc?: string;
  readonly tensor: TensorIndex;
  readonly place: Place;
}

export interface GraphHead {
  readonly name: string;
  readonly doc?: string;
  readonly tensor: TensorIndex;
  readonly loss: ComponentValue<'loss'> | null;
  /** What the data must hold for this head, from its loss; undefined without one, and where the model has it itself. */
  readonly target?: TensorType;
  /** The tensor of the model that is the target; no gradient flows into it. */
  readonly targetTensor?: TensorIndex;
  /** The names of its classes, in their order. */
  readonly classes?: readonly string[];
  /** What the samples of each class weigh in training. */
  readonly classWeight?: readonly number[];
  readonly weight: number;
  /**
   * Those of `metrics`, then those of `weighted_metrics`. `accuracy` and `crossentropy` are resolved to the form that
   * fits; `alias` keeps what was written.
   */
  readonly metrics: readonly HeadMetric[];
  readonly place: Place;
}

/** A term of the total loss: the mean of a tensor. */
export interface GraphObjective {
  readonly name: string;
  readonly doc?: string;
  readonly tensor: TensorIndex;
  readonly weight: number;
  readonly place: Place;
}

/** One part of a training in turns. */
export interface TrainingStep {
  readonly name: string;
  /** Heads and objectives by name. */
  readonly minimize: readonly string[];
  /** The layers whose weights change, by name; null for all. */
  readonly update: readonly string[] | null;
  readonly optimizer: ComponentValue<'optimizer'>;
  /** The optimizers of parts of the model; the other one is then that of the rest. */
  readonly parts?: readonly OptimizerPart[];
  /** Present where its text scales the loss. */
  readonly lossScaling?: LossScaling;
  /** How often it runs on each batch. */
  readonly repeat: number;
  readonly place: Place;
}

/** Layers whose weights have an optimizer of their own. */
export interface OptimizerPart {
  /** The declaration that makes them. */
  readonly name: string;
  /** By name. */
  readonly layers: readonly string[];
  readonly optimizer: ComponentValue<'optimizer'>;
}

/** What `compile` and `fit` take in Keras, defaults filled in. */
export interface TrainingSettings {
  /** False where the model has no `train` (all values are then Keras's defaults). */
  readonly declared: boolean;
  /** Where it is said; absent where the model has no `train`, or no text. */
  readonly place?: Place;
  readonly optimizer: ComponentValue<'optimizer'>;
  /** The optimizers of parts of the model; the other one is then that of the rest. */
  readonly parts?: readonly OptimizerPart[];
  /** Present where the text scales the loss: a precision does so without saying. */
  readonly lossScaling?: LossScaling;
  readonly epochs: number;
  readonly batchSize: number;
  /** Null: an epoch is all of the data. */
  readonly stepsPerEpoch: number | null;
  readonly validationSplit: number;
  /** Null: as that of training. */
  readonly validationBatchSize: number | null;
  /** Null: validation is all of its data. */
  readonly validationSteps: number | null;
  /** Every so many epochs, or after these epochs, which count from 1. */
  readonly validationFreq: number | readonly number[];
  readonly shuffle: boolean;
  /** Null: the runtime picks one and says which. */
  readonly seed: number | null;
  /** Whether results of the forward part are made again on the way back rather than kept. */
  readonly recompute: boolean;
  /** The floats of its products, in training and after. */
  readonly precision: Precision;
  readonly callbacks: readonly ComponentValue<'callback'>[];
  /** In their order, where a batch is trained in turns. */
  readonly steps?: readonly TrainingStep[];
}

/** What `data` says. Sources are as written: paths from the folder of `file`. */
export interface GraphData {
  readonly source: readonly string[];
  /** The columns of inputs and heads that are not called as these are. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** A share of the data, or sources; null for none. */
  readonly validation: number | readonly string[] | null;
  readonly test: readonly string[];
  /** The column with the weight of each sample. */
  readonly weights: string | null;
  readonly decimal: '.' | ',';
  /** Columns of dates that become days since 1970. */
  readonly days: readonly string[];
  /** Columns of dates that become year, month, day and weekday. */
  readonly dateParts: readonly string[];
  /** The file that says it. */
  readonly file: string;
  readonly place: Place;
}

/** Something that must hold of the sizes of the data for the model to work. */
export type SizeCondition = SizeBound | SizeEquality | SizeDivisibility;

interface ConditionBase {
  /** Why, for messages: "`features_conv1d_4` needs it". */
  readonly layer: string;
  readonly place: Place;
}

/** `variable` ≥ `minimum`, solved from a size that must not fall to zero. */
export interface SizeBound extends ConditionBase {
  readonly kind: 'atLeast';
  readonly size: Size;
  readonly minimum: number;
}

export interface SizeEquality extends ConditionBase {
  readonly kind: 'equal';
  readonly left: Size;
  readonly right: Size;
}

export interface SizeDivisibility extends ConditionBase {
  readonly kind: 'divisible';
  readonly size: Size;
  readonly divisor: number;
}
