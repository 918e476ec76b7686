import type {
  EvaluateOptions,
  FitOptions,
  FitResult,
  HostTensor,
  LoadOptions,
  Logs,
  Model,
  PredictOptions,
} from '../runtime/index.ts';

/**
 * A model whose inputs and heads are types: what imports of `.kmodel` files and generated clients give. Those of one
 * model are interfaces with a property for each input or head.
 */
export interface Client<
  Inputs extends object = Readonly<Record<string, AnyTensor>>,
  Predictions extends object = Readonly<Record<string, AnyOutput>>,
> {
  /** The model without these types, for everything else. */
  readonly model: Model;
  /** One tensor for each head. */
  predict(inputs: Inputs, settings?: Pick<PredictOptions, 'batchSize'>): Promise<Predictions>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}

/** A client of a model that has losses. */
export interface TrainableClient<
  Inputs extends object = Readonly<Record<string, AnyTensor>>,
  Targets extends object = Readonly<Record<string, AnyTensor>>,
  Predictions extends object = Readonly<Record<string, AnyOutput>>,
> extends Client<Inputs, Predictions> {
  /** Trains with the settings of the model's file, which `settings` replace one by one. */
  fit(data: Inputs & Targets, settings?: ClientFitOptions<Inputs & Targets>): Promise<FitResult>;
  /** Losses and metrics over all samples, by log name. */
  evaluate(data: Inputs & Targets, settings?: EvaluateOptions): Promise<Logs>;
}

/** How a client's model is loaded: its seed, its engine. Clients of models with parameters take those too. */
export type ClientOptions = Omit<LoadOptions, 'host' | 'model' | 'parameters'>;

export interface ClientFitOptions<Data extends object> extends Omit<FitOptions, 'validationData'> {
  readonly validationData?: Data;
}

type Nested<Entry> = Entry | readonly Nested<Entry>[];

/** Samples row by row: a typed array, one with its shape, or lists of lists. */
type Rows<Data, Entry> =
  Data | { readonly shape: readonly number[]; readonly data: Data } | readonly Nested<Entry>[];

/**
 * What inputs and targets of floats take.
 * @typeParam Gap what lists may hold for an entry that is missing: `null` where the model says what stands there
 */
export type FloatTensor<Gap = never> = Rows<Float32Array | Float64Array, number | Gap>;

/** What inputs and targets of whole numbers take. */
export type IntegerTensor<Gap = never> = Rows<
  Int32Array | Int16Array | Int8Array | Uint32Array | Uint16Array | Uint8Array,
  number | Gap
>;

/** What inputs of numbers from 0 to 255 take. */
export type ByteTensor<Gap = never> = Rows<Uint8Array | Uint8ClampedArray, number | Gap>;

/** What inputs of truth values take. */
export type BooleanTensor<Gap = never> = Rows<Uint8Array, boolean | Gap>;

/** What inputs of strings take: lists, or strings with their shape. */
export type StringTensor<Gap = never> =
  | { readonly shape: readonly number[]; readonly data: readonly (string | Gap)[] }
  | readonly Nested<string | Gap>[];

/** What inputs and targets take whose dtype depends on parameters. */
export type AnyTensor = FloatTensor | IntegerTensor | ByteTensor | BooleanTensor | StringTensor;

/** The names of classes, which targets take beside their numbers. */
export type Labels<Word extends string> =
  { readonly shape: readonly number[]; readonly data: readonly Word[] } | readonly Nested<Word>[];

/** What heads of floats say. */
export type FloatOutput = HostTensor & { readonly data: Float32Array };

/** What heads say that name their classes: the numbers, and the name of the class for each sample. */
export type ClassOutput<Word extends string> = FloatOutput & {
  readonly classes: readonly Word[];
  readonly words: readonly Word[];
};

/** What heads say that take each of their classes as a question of its own: the names of those that hold. */
export type ClassesOutput<Word extends string> = FloatOutput & {
  readonly classes: readonly Word[];
  readonly words: readonly (readonly Word[])[];
};

/** What heads of whole numbers say. */
export type IntegerOutput = HostTensor & { readonly data: Int32Array };

/** What heads of bytes and of truth values say. */
export type ByteOutput = HostTensor & { readonly data: Uint8Array };

/** What heads say whose dtype depends on parameters. */
export type AnyOutput = HostTensor;
