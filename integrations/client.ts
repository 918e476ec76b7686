import { fileURLToPath } from 'node:url';
import { createMemoryHost, type CompilerHost } from '../compiler/index.ts';
import { wordsOfPrediction, namedClasses } from '../runtime/data/class-words.ts';
import { load, type HostTensor, type Model, type ModelData } from '../runtime/index.ts';
import type { ClientOptions, TrainableClient } from './client-types.ts';

export type {
  AnyOutput,
  AnyTensor,
  BooleanTensor,
  ByteOutput,
  ByteTensor,
  ClassesOutput,
  ClassOutput,
  Client,
  ClientFitOptions,
  ClientOptions,
  FloatOutput,
  FloatTensor,
  IntegerOutput,
  IntegerTensor,
  Labels,
  StringTensor,
  TrainableClient,
} from './client-types.ts';

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

/** Which model a client is of. */
export interface ClientSource {
  /** The file that it is in: its address on the disk, or its text. */
  readonly file: URL | EmbeddedFiles;
  readonly model: string;
  /** Values of parameters in place of the file's defaults, as kmodel expressions. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** Options of any model; its parameters are plain values by name, and what is undefined keeps its default. */
export interface AnyClientOptions extends ClientOptions {
  readonly parameters?: object;
}

/**
 * A model under the types of its inputs and heads.
 * @typeParam Inputs what the model's inputs take, by name; Targets and Predictions likewise for its heads
 */
export function createClient<
  Inputs extends object,
  Targets extends object = object,
  Predictions extends object = object,
>(model: Model): TrainableClient<Inputs, Targets, Predictions> {
  return {
    model,
    fit: (data, { validationData, ...settings } = {}) =>
      model.fit(modelData(data), {
        ...settings,
        ...(validationData && { validationData: modelData(validationData) }),
      }),
    evaluate: (data, settings) => model.evaluate(modelData(data), settings),
    // The types are the model's own: whoever chose them knows which heads it has.
    predict: async (inputs, settings) =>
      withWords(model.graph, await model.predict(modelData(inputs), settings)) as Predictions,
    dispose: () => model.dispose(),
  };
}

/** Predictions with the names of classes, where heads have some. */
function withWords(
  graph: Model['graph'],
  predictions: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, object>> {
  const named = namedClasses(graph);
  return Object.fromEntries(
    Object.entries(predictions).map(([head, tensor]) => {
      const classes = named.get(head);
      if (!classes) return [head, tensor];
      return [head, { ...tensor, classes: classes.words, words: wordsOfPrediction(classes, tensor) }];
    }),
  );
}

/** Interfaces have no index, which is all that the model asks for; it checks names and values itself. */
function modelData(tensors: object): ModelData {
  return tensors as ModelData;
}

/**
 * Compiles a model and draws its weights: what generated clients and the loaders of imported files do.
 * @throws ModelError where the model has errors with these parameters, KmodelError for a wrong parameter
 */
export async function loadClient<
  Inputs extends object,
  Targets extends object = object,
  Predictions extends object = object,
>(
  { file, model, defaults }: ClientSource,
  options: AnyClientOptions = {},
): Promise<TrainableClient<Inputs, Targets, Predictions>> {
  const { parameters = {}, ...settings } = options;
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const written = given.map(([name, value]) => [name, value === null ? 'none' : JSON.stringify(value)]);
  return createClient(
    await load('href' in file ? fileURLToPath(file.href) : file.entry, {
      ...settings,
      ...('entry' in file && { host: embeddedHost(file) }),
      model,
      parameters: { ...defaults, ...Object.fromEntries(written) },
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
