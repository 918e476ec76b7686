import { createMemoryHost, type CompilerHost } from '../compiler/index.ts';
import {
  load,
  type EvaluateOptions,
  type FitOptions,
  type FitResult,
  type HostTensor,
  type LoadOptions,
  type Logs,
  type Model,
  type ModelData,
  type PredictOptions,
} from '../runtime/index.ts';

/** A model file and all that it imports, as a bundle carries them. */
export interface EmbeddedFiles {
  /** The file with the models, by its name in `files`. */
  readonly entry: string;
  /** Texts by path, relative to the folder that all of them are in. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts of `kmodel:` files by name. */
  readonly library: Readonly<Record<string, string>>;
  /** Files by importing file and path as written, where links on the disk lead elsewhere. */
  readonly links?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Options of an imported model; its parameters are plain values. */
export interface ClientLoadOptions extends Omit<LoadOptions, 'host' | 'model' | 'parameters'> {
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A model with the functions that its declared types narrow. */
export interface Client {
  readonly model: Model;
  /** Trains with the settings of the model's file, which `settings` replace one by one. */
  readonly fit: (data: ModelData, settings?: FitOptions) => Promise<FitResult>;
  /** Losses and metrics over all samples, by log name. */
  readonly evaluate: (data: ModelData, settings?: EvaluateOptions) => Promise<Logs>;
  /** One tensor for each head. */
  readonly predict: (
    inputs: ModelData,
    settings?: Omit<PredictOptions, 'outputs' | 'tensors'>,
  ) => Promise<Readonly<Record<string, HostTensor>>>;
  /** Frees what the engine holds. */
  readonly dispose: () => Promise<void>;
}

/** The functions of a model that imported `.kmodel` files give. */
export function createClient(model: Model): Client {
  return {
    model,
    fit: (data, settings) => model.fit(data, settings),
    evaluate: (data, settings) => model.evaluate(data, settings),
    predict: (inputs, settings) => model.predict(inputs, settings),
    dispose: () => model.dispose(),
  };
}

/**
 * Compiles a model of embedded files and draws its weights: what a `.kmodel` module's loaders do.
 * @throws ModelError where the model has errors with these parameters, KmodelError for a wrong parameter
 */
export async function loadClient(
  source: EmbeddedFiles,
  model: string,
  options: ClientLoadOptions = {},
): Promise<Client> {
  const { parameters = {}, ...settings } = options;
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return createClient(
    await load(source.entry, {
      ...settings,
      host: embeddedHost(source),
      model,
      parameters: Object.fromEntries(given.map(([name, value]) => [name, JSON.stringify(value)])),
    }),
  );
}

function embeddedHost({ files, library, links = {} }: EmbeddedFiles): CompilerHost {
  const host = createMemoryHost(files, library);
  return {
    ...host,
    resolve: (from, specifier) => links[from]?.[specifier] ?? host.resolve(from, specifier),
  };
}
