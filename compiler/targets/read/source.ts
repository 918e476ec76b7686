import type { Precision } from '../../shapes/precision.ts';
import type { FitArgument } from '../../graph/fit-arguments.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { Arguments, ComponentValue } from '../../declarations/values.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import type { ElementType } from '../../shapes/types.ts';

/** A model of another world, read but not yet written: what its file says, in kmodel's own terms. */
export interface SourceModel {
  readonly name: string;
  readonly inputs: readonly SourceInput[];
  readonly layers: readonly SourceLayer[];
  /** In an order in which every call comes after what it takes. */
  readonly calls: readonly SourceCall[];
  readonly heads: readonly SourceHead[];
  readonly training: SourceTraining | undefined;
}

/** Tensors are numbered, model by model. */
export type SourceTensor = number;

export interface SourceInput {
  readonly name: string;
  readonly dtype: ElementType;
  /** Without the batch axis: a size, the name of a size variable, or null where nothing is known. */
  readonly shape: readonly (number | string | null)[];
  readonly tensor: SourceTensor;
}

/** What is called: a layer with all of its arguments, an operator or function of tensors, or a whole model. */
export type SourceLayer =
  | {
      readonly kind: 'layer';
      readonly name: string;
      readonly declaration: LayerDeclaration;
      readonly args: Arguments;
      readonly trainable: boolean;
    }
  | {
      readonly kind: 'operation';
      readonly name: string;
      /** An operator between two operands, or a function by its name. */
      readonly operation: '+' | '-' | '*' | '/' | TensorFunction;
      /** Operands in order: numbers, or the next input. */
      readonly operands: readonly SourceOperand[];
      readonly args: Arguments;
    }
  | {
      readonly kind: 'model';
      readonly name: string;
      readonly model: SourceModel;
      readonly trainable: boolean;
    };

export type SourceOperand = number | SourceNumbers | 'input';

/** A tensor that the file holds as numbers. */
export interface SourceNumbers {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  /** True where the text must say that they are floats: all are whole, and they meet no tensor of floats. */
  readonly statesFloat?: boolean;
}

export interface SourceCall {
  readonly layer: number;
  readonly inputs: readonly SourceTensor[];
  readonly tensorArguments: Readonly<Record<string, readonly SourceTensor[]>>;
  readonly outputs: readonly SourceTensor[];
}

export interface SourceHead {
  readonly name: string;
  readonly tensor: SourceTensor;
  readonly loss: ComponentValue<'loss'> | undefined;
  readonly weight: number;
  readonly metrics: readonly SourceMetric[];
  /** What the samples of each class weigh. */
  readonly classWeight?: readonly number[] | undefined;
  readonly weightedMetrics: readonly SourceMetric[];
}

/** A metric, or a name whose meaning depends on the head: `accuracy`. */
export type SourceMetric = ComponentValue<'metric'> | string;

export interface SourceTraining {
  readonly optimizer: ComponentValue<'optimizer'> | undefined;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly validationSplit?: number;
  /** Of the steps of an epoch and of validation. */
  readonly further?: readonly FitArgument[];
  readonly shuffle?: boolean;
  readonly seed?: number;
  readonly callbacks?: readonly ComponentValue<'callback'>[];
  readonly precision?: Precision;
}

/** Why a file of another world cannot be read: one sentence, and a way out where there is one. */
export class ReadProblem extends Error {
  override readonly name = 'ReadProblem';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
