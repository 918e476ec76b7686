import { createMemoryHost, type CompilerHost } from '../compiler/index.ts';
import type { LoadOptions } from '../runtime/load-file.ts';
import type { Model } from '../runtime/model.ts';
import { createClient } from './create-client.ts';
import type { ClientOptions, TrainableClient } from './client-types.ts';

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

/** {@link clientLoader} makes it. */
export type LoadClient = <
  Inputs extends object,
  Targets extends object = object,
  Predictions extends object = object,
>(
  source: ClientSource,
  options?: AnyClientOptions,
) => Promise<TrainableClient<Inputs, Targets, Predictions>>;

/**
 * How a place loads what a client is of. Files that are not embedded have an address, which only the place that loads can read.
 * @param load compiles a model of a file by its name, or by its address
 */
export function clientLoader(load: (file: URL | string, options: LoadOptions) => Promise<Model>): LoadClient {
  return async (source, options = {}) => createClient(await load(...opened(source, options)));
}

/** The file of a client's model, and what it is loaded with. */
function opened(
  { file, model, defaults }: ClientSource,
  { parameters = {}, ...settings }: AnyClientOptions,
): readonly [file: URL | string, options: LoadOptions] {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const written = given.map(([name, value]) => [name, value === null ? 'none' : JSON.stringify(value)]);
  const options: LoadOptions = {
    ...settings,
    ...('entry' in file && { host: embeddedHost(file) }),
    model,
    parameters: { ...defaults, ...Object.fromEntries(written) },
  };
  return ['entry' in file ? file.entry : file, options];
}

function embeddedHost({ files, library, links = {} }: EmbeddedFiles): CompilerHost {
  const host = createMemoryHost(files, library);
  return {
    ...host,
    resolve: (from, specifier) => links[from]?.[specifier] ?? host.resolve(from, specifier),
  };
}
