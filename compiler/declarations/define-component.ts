import type { ArgumentDeclarations, ValuesOf } from './declare.ts';
import type { ComponentCategory } from './values.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { Size } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';

/** What every component declares: its Keras name, other names, arguments, documentation. */
export interface ComponentDeclaration<D extends ArgumentDeclarations = ArgumentDeclarations> {
  readonly category: ComponentCategory;
  /** Keras's class name (`MeanSquaredError`, `HeNormal`); a function's name for activations (`relu`). */
  readonly name: string;
  /** Other names that Keras accepts, matched exactly: `mse`, `MSE`, `mean_squared_error`. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: D;
  /** Gives undefined: values carry their declaration, and JSON leaves it out of them. */
  toJSON(): undefined;
  /** True for what a text declares: other programs know nothing of it. */
  readonly own?: boolean;
  /** True for what only declarations use: no name that users write, offer or look up. */
  readonly internal?: boolean;
  /**
   * For initializers, regularizers and constraints: why it does not fit a weight of a shape, what follows the
   * name in a sentence ("is for weights of two axes"); undefined where it fits.
   */
  misfit?(shape: readonly number[], args: ValuesOf<D>): string | undefined;
  /** What is wrong with arguments that are legal one by one (KM2004); undefined where nothing is. */
  problem?(args: ValuesOf<D>): ComponentProblem | undefined;
}

/** Arguments that don't go together; the diagnostic stands at the value of the one named. */
export interface ComponentProblem {
  readonly argument: string;
  /** One full sentence. */
  readonly message: string;
}

/**
 * What the numbers of a head mean: a `distribution` over classes that exclude each other, `probabilities` of questions
 * that stand alone, or `scores` on no certain scale.
 */
export type Predictions = 'distribution' | 'probabilities' | 'scores';

export interface Activation<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'activation';
  /** What the values that it gives can be taken for, where that is certain. */
  readonly gives?: Predictions;
  lower(ops: Ops, x: Tensor, args: ValuesOf<D>): Tensor;
  /**
   * The shape without the batch axis, for those that change it or do not take every shape; else the reason, what
   * follows the name in a sentence: "halves its axis, so …".
   */
  outputShape?(shape: readonly Size[], args: ValuesOf<D>): readonly Size[] | string;
}

/** Random ones describe a distribution; the runtime draws from it. Weights never come out of a graph. */
export interface Initializer<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'initializer';
  /**
   * Values for a weight of a shape, row-major.
   * @param random a source of numbers for this weight, used by the random initializers
   */
  sample(shape: readonly number[], args: ValuesOf<D>, random: RandomSource): Float32Array;
}

/** Deterministic random numbers for initializers. */
export interface RandomSource {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
}

export interface Regularizer<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'regularizer';
  /** A scalar penalty. */
  lower(ops: Ops, weight: Tensor, args: ValuesOf<D>): Tensor;
}

export interface Constraint<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'constraint';
  lower(ops: Ops, weight: Tensor, args: ValuesOf<D>): Tensor;
}

export interface Schedule<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'schedule';
  /** The learning rate, a float32 scalar, at a float32 scalar step (0 for the first). */
  lower(ops: Ops, step: Tensor, args: ValuesOf<D>): Tensor;
}

/** What targets may hold: the runtime refuses data with anything else. */
export interface TargetRange {
  readonly low: number;
  readonly high: number;
  /** True for class numbers. */
  readonly whole?: boolean;
  /** A value outside that is left out of account. */
  readonly except?: number | null;
}

/** What a loss makes of targets and predictions of one batch. */
export interface Loss<D extends ArgumentDeclarations = ArgumentDeclarations> extends ComponentDeclaration<D> {
  readonly category: 'loss';
  /** What it takes predictions for; undefined where it takes any numbers as they are. */
  readonly wants?: Predictions;
  /** The targets for a head of this type, or the reason why the loss does not fit it (for KM5001). */
  target(head: TensorType, args: ValuesOf<D>): TensorType | LossMisfit;
  /** Where targets of other values make no sense. Class numbers of the head itself are checked for every loss. */
  targetRange?(args: ValuesOf<D>): TargetRange;
  /** The shape of what `lower` gives, without the batch axis; by default the head's without its last axis. */
  entryShape?(head: TensorType, args: ValuesOf<D>): readonly Size[];
  /** True where the last axis of the targets should hold shares that sum to 1: the runtime warns where it doesn't. */
  readonly sharesOfOne?: boolean;
  /**
   * Loss per entry: y_pred's shape without the axes that the loss sums up (Keras: the last one), batch first.
   * Targets have the target's shape; `logits` are the values before a final softmax or sigmoid, where known.
   */
  lower(ops: Ops, call: LossCall<ValuesOf<D>>): Tensor;
  /**
   * Which entries count (bool, the shape of the losses), for losses that leave some out (`ignore_class`):
   * joined with the head's mask by "and". Undefined where all do.
   */
  counted?(ops: Ops, call: LossCall<ValuesOf<D>>): Tensor | undefined;
}

export interface LossCall<A> {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  readonly args: A;
  /**
   * Where y_pred is known to be softmax(logits) or sigmoid(logits): the stable fused form can be used where it
   * equals Keras's result.
   */
  readonly logits?: { readonly activation: 'softmax' | 'sigmoid'; readonly tensor: Tensor };
}

export interface LossMisfit {
  readonly misfit: true;
  /** A sentence: "`sparse_categorical_crossentropy` needs a last axis with one entry per class, …". */
  readonly message: string;
  readonly help?: string;
}

/** Which values of a metric are better: what `mode: auto` of a callback goes by. Keras states none for counts. */
export type Better = 'higher' | 'lower' | 'unstated';

/** A streaming metric: state in, state out, all in the step's graph. */
export interface Metric<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'metric';
  /** The name under which it logs: snake case of Keras's default name (`mean_absolute_error`, `auc`). */
  readonly logName: string;
  readonly better: Better;
  /** The targets that it takes for a head of this type, or why it does not fit; undefined: whatever the loss takes. */
  target?(head: TensorType, args: ValuesOf<D>): TensorType | LossMisfit;
  /** Where targets of other values make no sense. */
  targetRange?(args: ValuesOf<D>): TargetRange | undefined;
  /** True where the weights of samples count, too; Keras's metrics leave them out. */
  readonly weighted?: boolean;
  state(head: TensorType, args: ValuesOf<D>): readonly MetricState[];
  /** New state, in the order of `state`. `weights` has the shape of the values that the metric averages, or of [batch]. */
  update(ops: Ops, call: MetricCall<ValuesOf<D>>): readonly Tensor[];
  /** The value so far: a float32 scalar (or per-class values for a few). */
  result(ops: Ops, state: readonly Tensor[], args: ValuesOf<D>, head?: TensorType): Tensor;
}

export interface MetricState {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: number;
}

export interface MetricCall<A> {
  readonly state: readonly Tensor[];
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  /** float32, [batch] or [batch, …]: sample weights, or 0/1 for a mask. */
  readonly weights: Tensor | undefined;
  /** bool, [batch, …]: which entries count, where that is known. */
  readonly mask?: Tensor | undefined;
  readonly args: A;
}

export interface Optimizer<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'optimizer';
  /** The state kept for one variable, all of its shape unless said otherwise. */
  slots(args: ValuesOf<D>): readonly OptimizerSlot[];
  /** The share that decay takes off a variable, where it is not `weight_decay` for all. */
  weightDecay?(args: ValuesOf<D>, variable: OptimizedVariable): number | null;
  /** True where the step of a variable depends on its shape or name: code that treats all alike cannot say it. */
  readonly byVariable?: boolean;
  /** State kept once for all variables (Nadam's `u_product`). */
  globals?(args: ValuesOf<D>): readonly OptimizerSlot[];
  /** One variable's step. Clipping, weight decay, EMA and accumulation are done by the step builder around it. */
  update(ops: Ops, call: OptimizerCall<ValuesOf<D>>): OptimizerResult;
  /** New values of `globals`, after all variables. */
  updateGlobals?(
    ops: Ops,
    call: Omit<OptimizerCall<ValuesOf<D>>, 'variable' | 'undecayed' | 'of' | 'gradient' | 'slots'>,
  ): readonly Tensor[];
}

/** A weight as optimizers tell it from others. */
export interface OptimizedVariable {
  /** The full name, `LAYER/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface OptimizerSlot {
  readonly name: string;
  readonly initial: number;
  /** `scalar` for one number, or what follows from the variable's shape; default: that shape itself. */
  readonly shape?: 'variable' | 'scalar' | ((variable: readonly number[]) => readonly number[]);
  /** The variables that have it; all where it is left out. */
  readonly for?: (variable: OptimizedVariable) => boolean;
}

export interface OptimizerCall<A> {
  readonly variable: Tensor;
  /** The variable as it was before decay took its share. */
  readonly undecayed: Tensor;
  readonly of: OptimizedVariable;
  readonly gradient: Tensor;
  /** Those that the variable has. */
  readonly slots: readonly Tensor[];
  readonly globals: readonly Tensor[];
  /** float32 scalar, from the number or schedule. */
  readonly learningRate: Tensor;
  /** float32 scalar: 0 in the first step. */
  readonly iteration: Tensor;
  readonly args: A;
}

export interface OptimizerResult {
  readonly variable: Tensor;
  readonly slots: readonly Tensor[];
}

/** Callbacks are declared here for the checker; the runtime holds what they do. */
export interface CallbackDeclaration<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends ComponentDeclaration<D> {
  readonly category: 'callback';
}

/** The declaration type of each category. */
export interface ComponentTypes {
  readonly activation: Activation;
  readonly initializer: Initializer;
  readonly regularizer: Regularizer;
  readonly constraint: Constraint;
  readonly loss: Loss;
  readonly metric: Metric;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly callback: CallbackDeclaration;
}
