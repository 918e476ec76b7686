import { fileURLToPath } from 'node:url';
import { load } from '../runtime/load.ts';
import { loadFrom, type AnyClientOptions, type ClientSource } from './client-source.ts';
import type { TrainableClient } from './client-types.ts';

export { createClient } from './create-client.ts';
export type { AnyClientOptions, ClientSource, EmbeddedFiles } from './client-source.ts';
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
    load(typeof file === 'string' ? file : fileURLToPath(file.href), settings),
  );
}
