import type { Adaptation, HostWork } from './adaptation.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ArgumentDeclarations, ValuesOf } from './declare.ts';
import type { Arguments, ComponentValue } from './values.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { Size } from '../shapes/size.ts';
import type { DType, TensorType } from '../shapes/types.ts';

/** The folder of a layer, and its heading in the reference. */
export type LayerFamily =
  | 'activation'
  | 'attention'
  | 'convolutional'
  | 'function'
  | 'core'
  | 'image'
  | 'merging'
  | 'normalization'
  | 'operator'
  /** Declared by a text. */
  | 'own'
  | 'pooling'
  | 'preprocessing'
  | 'recurrent'
  | 'regularization'
  | 'reshaping'
  | 'wrapper';

/**
 * A layer, declared once. The checker, completion, hover, documentation, code generation, summary and the
 * engines all read this declaration.
 *
 * What takes arguments is written as a method: TypeScript then lets a declaration of known arguments stand where
 * they are not known, in registries and layer instances. Arguments always come from the same declaration.
 */
export interface LayerDeclaration<D extends ArgumentDeclarations = ArgumentDeclarations> {
  /** Keras's class name, by which a layer is written; of what only operators make, a name of kmodel's own. */
  readonly name: string;
  /** Keras's class where it is not `name`: the one class `Add` is two declarations here, as a number goes in or not. */
  readonly class?: string;
  /** Other names that Keras has for it: `MaxPool2D`, `add`. They are taken, with an edit that writes `name`. */
  readonly aliases?: readonly string[];
  readonly family: LayerFamily;
  /** One sentence for hovers and the reference. */
  readonly summary: string;
  /** What comes out otherwise than in Keras, and why: a sentence for the reference. */
  readonly differs?: string;
  /** One pipeline that compiles, `x` being a fitting input: `x -> Dense(64, activation: relu)`. */
  readonly example: string;
  /**
   * In Keras's order. `name` and `trainable` belong to every layer and are not listed; `activity_regularizer` and
   * `dtype` are added.
   */
  readonly arguments: D;
  /** Keras's call arguments that are tensors (`mask`, `initial_state`), with their one-line documentation. */
  readonly tensorArguments?: Readonly<Record<string, TensorArgument>>;
  /** The order of named inputs (`query`, `value`, `key`) for layers that accept a record; else undefined. */
  readonly inputNames?: readonly InputName[];
  readonly input: InputSpecification;
  /** The outputs for given inputs; problems are returned, not thrown. */
  output(call: LayerShapeCall<ValuesOf<D>>): TensorType | readonly TensorType[] | ShapeProblem;
  /** The weights in Keras's order. Called only where `output` gave types. */
  weights?(call: LayerShapeCall<ValuesOf<D>>): readonly WeightSpecification[];
  /** How many numbers Keras counts among the parameters besides, which nothing reads. */
  unread?(args: ValuesOf<D>): number;
  /** The layer as ops: one tensor per output, shapes with the batch axis. */
  lower(context: LoweringContext, call: LayerLowerCall<ValuesOf<D>>): Tensor | readonly Tensor[];
  /**
   * What becomes of a Keras mask: `pass` hands an incoming one on, `stop` (the default) ends it, `make` means that
   * `lower` begins one by `context.setMask`, `combine` that it sets one made of those that come in, if any do. A
   * function decides by the arguments (Embedding makes one only with `mask_zero`).
   */
  readonly mask?: MaskBehaviour | MaskRule<ValuesOf<D>>;
  /** Multiply-adds of one sample's forward pass. */
  multiplyAdds?(call: LayerShapeCall<ValuesOf<D>>, outputs: readonly TensorType[]): Size;
  /** What it learns from the training part before training begins (Keras's `adapt`), if anything. */
  readonly adapt?: Adaptation<ValuesOf<D>>;
  /** Its work before the graph, where it has such: with strings, or with what layers before the graph give. */
  readonly host?: HostWork<ValuesOf<D>>;
  /** Integer inputs must stay in [0, range), where there is one: the runtime checks the data against it. */
  indexRange?(args: ValuesOf<D>): number | undefined;
  /** True where Keras takes a mask that comes with the input only in the input's own shape: one of steps is an error. */
  readonly needsWholeMask?: boolean;
  /** True where a sample of which the mask leaves nothing gives 0 / 0. */
  readonly needsSteps?: boolean;
  /** True for what only operators make (`a / b`): users cannot write it as a layer. */
  readonly internal?: boolean;
  /** The names of its results, where it has several and they bear some. */
  resultNames?(args: ValuesOf<D>): readonly string[] | undefined;
  /** True where a block, model or shared name may stand in the place of its only argument. */
  readonly distributesStages?: boolean;
  /** True where it works on the last axis alone, so that it is a likely mistake straight on an image (KM3010). */
  readonly lastAxisOnly?: boolean;
  /**
   * What `activity_regularizer` is for where it is not for the results: nothing, as Keras's constructor takes none or
   * makes nothing of it, what the layers inside give, or both.
   */
  readonly penalty?: 'none' | 'inside' | 'both';
  /**
   * Of a layer with `data_format`: how many axes its channels stand in front of where they come first, if not all but
   * the batch (a sequence of images has the time in front of them).
   */
  readonly axesBehindChannels?: number;
  /** Gives undefined: layers carry their declaration, and JSON leaves it out of them. */
  toJSON(): undefined;
}

export type MaskBehaviour = 'pass' | 'stop' | 'make' | 'combine';

/** A method's type, so that it fits where arguments are not known statically; see `LayerDeclaration`. */
export type MaskRule<A> = { decide(args: A): MaskBehaviour }['decide'];

/** What becomes of a mask at a layer with these arguments. */
export function maskBehaviour({ mask }: LayerDeclaration, args: Arguments): MaskBehaviour {
  return (typeof mask === 'function' ? mask(args) : mask) ?? 'stop';
}

export interface TensorArgument {
  readonly doc: string;
  /** True where a list of tensors is wanted. */
  readonly list?: boolean;
  /** A mask is bool, a state float32. */
  readonly dtype: 'bool' | 'float32';
  /**
   * The shapes that it may have for given inputs; absent where the layer's `output` looks at them.
   * @param place which tensor of a list it is
   */
  shapes?(
    call: Pick<LayerShapeCall<unknown>, 'args' | 'inputs'>,
    place: number,
  ): readonly (readonly Size[])[];
  /** True where a size of 1 stands for any other. */
  readonly broadcasts?: boolean;
}

/** Keras's class of a layer: what summaries, diagrams and JSON show, and what names of layers are made of. */
export function classOf(declaration: Pick<LayerDeclaration, 'name' | 'class'>): string {
  return declaration.class ?? declaration.name;
}

export interface InputName {
  readonly name: string;
  readonly required: boolean;
}

/** What a layer takes, as data. The checker reports what does not fit before it asks for the output. */
export interface InputSpecification {
  /** Number of inputs; `one` where left out. `list` takes a list of at least `minimum` (default 2). */
  readonly count?: 'one' | 'list' | number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Number of axes without the batch axis. */
  readonly rank?: number | { readonly minimum: number; readonly maximum?: number };
  /** `float` also takes uint8, which is cast; `category` is a string or a whole number. Default `any`, any number. */
  readonly dtype?: 'float' | 'integer' | 'bool' | 'string' | 'category' | 'any';
  /** The axis that must be a known number, counted without the batch axis (-1: the last). */
  readonly knownAxes?: readonly number[];
  /** What the layer takes, in words, for KM3001: "a sequence, float32[batch, time, features]". */
  readonly description?: string;
}

export interface LayerShapeCall<A> {
  readonly args: A;
  readonly inputs: readonly TensorType[];
  /** The numbers of inputs that stand in the text, by the place of the input; undefined for all others. */
  readonly constants?: readonly (readonly number[] | undefined)[];
  /** By name of the tensor argument; absent where not given. */
  readonly tensorArguments: Readonly<Record<string, readonly TensorType[]>>;
  /** The result holds only where the two are equal: kept as a condition, checked again at run time. */
  readonly requireEqual: (left: Size, right: Size) => void;
  /** The result holds only where `size` is a multiple of `divisor`. */
  readonly requireDivisible: (size: Size, divisor: number) => void;
  /** A size that is known only when the layer has run, and equal to no other. */
  readonly freshSize: () => Size;
}

/**
 * Why a layer cannot take its inputs. In texts, `{layer}` becomes the layer's class, `{input}` the first input
 * and `{input0}`, `{input1}` … each input by its place, as the user wrote it and in backquotes; `{bare0}` … is
 * the same without backquotes, for places inside code.
 */
export interface ShapeProblem {
  readonly problem: true;
  readonly code: 'KM2004' | 'KM3001' | 'KM3002' | 'KM3003' | 'KM3004' | 'KM3005' | 'KM3006' | 'KM3009';
  readonly message: string;
  readonly help?: string | undefined;
  /** The argument at fault, where it is one: the diagnostic then stands at its value. */
  readonly argument?: string | undefined;
  /** The argument that mends it, with its value as the text would write it: offered as a fix. */
  readonly set?: { readonly argument: string; readonly text: string };
  /** What is wrong in the text of a layer that is declared in one: it stands there, with the use beside it. */
  readonly inside?: readonly Diagnostic[];
}

/** A problem for `output` to return. */
export function shapeProblem(
  code: ShapeProblem['code'],
  message: string,
  details: Pick<ShapeProblem, 'help' | 'argument' | 'set'> = {},
): ShapeProblem {
  return { problem: true, code, message, ...details };
}

/** True where `output` returned a problem instead of types. */
export function isShapeProblem(result: unknown): result is ShapeProblem {
  return typeof result === 'object' && result !== null && 'problem' in result;
}

export interface WeightSpecification {
  /** Keras's variable path within the layer: `kernel`, `forward_lstm/recurrent_kernel`, `query/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly initializer: ComponentValue<'initializer'>;
  /** False for moving statistics and the like; `trainable: false` of the layer comes on top. */
  readonly trainable: boolean;
  readonly regularizer?: ComponentValue<'regularizer'> | null;
  readonly constraint?: ComponentValue<'constraint'> | null;
}

export interface LayerLowerCall<A> {
  readonly args: A;
  /** With the batch axis in front. */
  readonly inputs: readonly Tensor[];
  /** The checked types, without the batch axis. */
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  readonly tensorArguments: Readonly<Record<string, readonly Tensor[]>>;
  /** Keras masks of the inputs: bool, [batch] and the leading axes of the input; undefined where there is none. */
  readonly masks: readonly (Tensor | undefined)[];
  /** False where the layer is frozen (BatchNormalization then uses its moving statistics). */
  readonly trainable: boolean;
}

/** What a lowering may use besides its inputs. */
export interface LoweringContext {
  readonly ops: Ops;
  /** True while lowering a training step. */
  readonly training: boolean;
  /** The size `batch`. */
  readonly batch: Size;
  /** A weight of this layer by its specification's name, as it stands before this step. */
  readonly weight: (name: string) => Tensor;
  /**
   * Sets the value that a weight has after this step (moving statistics). A second use of the same layer in
   * the same step reads the first one's value from `updatedWeight`.
   */
  readonly updateWeight: (name: string, value: Tensor) => void;
  readonly updatedWeight: (name: string) => Tensor;
  /**
   * A fresh key for `randomUniform`: it differs between calls, layers and steps, and follows from the training
   * seed, or from `seed` where a layer has its own.
   */
  readonly randomKey: (seed?: number | null) => Tensor;
  /** Adds a scalar to the total loss (activity regularization). */
  readonly addLoss: (value: Tensor) => void;
  /** The mask of an output (default: the first), for layers whose `mask` is `make`. */
  readonly setMask: (mask: Tensor, output?: number) => void;
  /**
   * What this layer left under a name after the batch before, zeros at first, or after an earlier use in this step;
   * `carry` leaves it for the next one. Neither has a gradient beyond the batch.
   */
  readonly carried: (name: string, shape: readonly Size[]) => Tensor;
  readonly carry: (name: string, value: Tensor) => void;
  /** A view for a wrapped layer: weight names get `prefix/` in front. */
  readonly scope: (prefix: string) => LoweringContext;
}
