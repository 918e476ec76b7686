import { fileURLToPath } from 'node:url';
import { load } from '../runtime/load.ts';
import { clientLoader, type LoadClient } from './client-source.ts';

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
export const loadClient: LoadClient = clientLoader((file, options) =>
  load(typeof file === 'string' ? file : fileURLToPath(file.href), options),
);
