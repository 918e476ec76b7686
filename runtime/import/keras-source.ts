import { unzipSync } from 'fflate';
import { KmodelError } from '../errors.ts';
import { readWhole, refuseBomb, type UnpackLimits } from '../files.ts';
import { withHdf5 } from '../weights/hdf5.ts';
import type { Json } from '../../compiler/targets/keras/read/json.ts';

/** What a file of Keras says of a model: its configuration, and what `compile` took where that stands apart. */
export interface KerasSource {
  readonly config: Json;
  readonly compiled: Json | undefined;
  /** True where the file holds weights as well. */
  readonly hasWeights: boolean;
}

/** Configurations are text: more than this was made to exhaust its reader. */
const longestConfig = 2 ** 28;

/**
 * The configuration in a `.keras`, `.h5` or `.json` file.
 * @throws KmodelError where the file is damaged, too large, or holds none
 */
export async function readKerasSource(path: string, limits: UnpackLimits): Promise<KerasSource> {
  if (path.endsWith('.keras')) {
    return { config: parse(configOfArchive(path, limits), path), compiled: undefined, hasWeights: true };
  }
  if (path.endsWith('.json')) {
    const text = new TextDecoder().decode(readWhole(path, limits));
    return { config: parse(text, path), compiled: undefined, hasWeights: false };
  }
  return withHdf5(readWhole(path, limits), path, limits, (root) => {
    const config = root.text('model_config');
    if (config === undefined) {
      throw new KmodelError(
        `${path} holds weights without the model that they belong to.`,
        'Save the whole model in Keras, `model.save("model.keras")`, or write the model yourself and give it these weights.',
      );
    }
    const compiled = root.text('training_config');
    return {
      config: parse(config, path),
      compiled: compiled === undefined ? undefined : parse(compiled, path),
      hasWeights: true,
    };
  });
}

const configEntry = 'config.json';

function configOfArchive(path: string, limits: UnpackLimits): string {
  const bytes = readWhole(path, limits);
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name !== configEntry) return false;
        refuseBomb(path, originalSize, {
          maxUnpacked: Math.min(longestConfig, limits.maxUnpacked ?? longestConfig),
        });
        return true;
      },
    })[configEntry];
    if (found) return new TextDecoder().decode(found);
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    // Not a zip file: said below.
  }
  throw new KmodelError(`${path} is not a whole .keras archive: it has no ${configEntry}.`);
}

function parse(text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new KmodelError(`${path} holds no whole JSON.`);
  }
}
