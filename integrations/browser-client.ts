import { load } from '../runtime/browser/load.ts';
import { loadFrom, type AnyClientOptions, type ClientSource } from './client-source.ts';
import type { TrainableClient } from './client-types.ts';

export { createClient } from './create-client.ts';
export type { AnyClientOptions, ClientSource, EmbeddedFiles } from './client-source.ts';
export type * from './client-types.ts';

/**
 * Compiles a model and draws its weights: what generated clients and the loaders of imported files do.
 * @throws ModelError where the model has errors with these parameters, KmodelError for a wrong parameter
 */
export function loadClient<
  Inputs extends object,
  Targets extends object = object,
  Predictions extends object = object,
>(
  source: ClientSource,
  options: AnyClientOptions = {},
): Promise<TrainableClient<Inputs, Targets, Predictions>> {
  return loadFrom(source, options, (file, settings) =>
    load(typeof file === 'string' ? file : file.href, settings),
  );
}
