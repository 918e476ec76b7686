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

/** What inputs and targets of floats take. */
export type FloatTensor = Rows<Float32Array | Float64Array, number>;

/** What inputs and targets of whole numbers take. */
export type IntegerTensor = Rows<
  Int32Array | Int16Array | Int8Array | Uint32Array | Uint16Array | Uint8Array,
  number
>;

/** What inputs of numbers from 0 to 255 take. */
export type ByteTensor = Rows<Uint8Array | Uint8ClampedArray, number>;

/** What inputs of truth values take. */
export type BooleanTensor = Rows<Uint8Array, boolean>;

/** What inputs and targets take whose dtype depends on parameters. */
export type AnyTensor = FloatTensor | IntegerTensor | ByteTensor | BooleanTensor;

/** What heads of floats say. */
export type FloatOutput = HostTensor & { readonly data: Float32Array };

/** What heads of whole numbers say. */
export type IntegerOutput = HostTensor & { readonly data: Int32Array };

/** What heads of bytes and of truth values say. */
export type ByteOutput = HostTensor & { readonly data: Uint8Array };

/** What heads say whose dtype depends on parameters. */
export type AnyOutput = HostTensor;
