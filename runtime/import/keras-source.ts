import { isObject, own, type Json } from '../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../compiler/targets/keras/read/model.ts';
import { KmodelError } from '../errors.ts';
import {
  readWhole,
  readZipEntry,
  refuseBomb,
  withFile,
  zipEntries,
  type OpenFile,
  type UnpackLimits,
  type ZipEntry,
} from '../files.ts';
import { withHdf5 } from '../weights/hdf5.ts';
import { otherOptimizer } from './other-optimizer.ts';
import type { OpenedModel } from './opened-model.ts';

/** What a file of Keras says of a model: its configuration, and what `compile` took where that stands apart. */
interface KerasSource {
  readonly config: Json;
  readonly compiled: Json | undefined;
  /** The version of Keras that has written it, where it says so. */
  readonly version: string | undefined;
}

/** Configurations are text: more than this was made to exhaust its reader. */
const longestConfig = 2 ** 28;

/**
 * The model in a `.keras` or `.h5` file.
 * @throws KmodelError where the file is damaged, too large, or holds none; ReadProblem for what kmodel cannot say
 */
export async function openKerasFile(path: string, limits: UnpackLimits): Promise<OpenedModel> {
  const { config, compiled, version } = path.endsWith('.keras')
    ? archivedSource(path, limits)
    : await legacySource(path, limits);
  return {
    model: readKerasModel(config, compiled, version),
    weights: async () => (await import('../weights/keras.ts')).readKerasWeights(path, limits),
    optimizer: async (graph, trained) => {
      const { readKerasOptimizer, stateOfKeras } = await import('../weights/keras-optimizer.ts');
      const file = await readKerasOptimizer(path, limits);
      if (file === undefined) return undefined;
      const state = stateOfKeras(graph, file, trained);
      if (state) return state;
      // Before its first step, Keras may have made nothing but the count and the rate.
      if (file.every(({ shape }) => shape.length === 0) && file[0]?.data[0] === 0) return undefined;
      throw otherOptimizer(path);
    },
  };
}

/**
 * The JSON in a file.
 * @throws KmodelError where it is none, or larger than any configuration
 */
export function readJson(path: string, limits: UnpackLimits): Json {
  const bytes = readWhole(path, limits);
  refuseBomb(path, bytes.length, withLongestConfig(limits));
  return parse(new TextDecoder().decode(bytes), path);
}

function legacySource(path: string, limits: UnpackLimits): Promise<KerasSource> {
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
      version: root.text('keras_version'),
    };
  });
}

const configEntry = 'config.json';
const metadataEntry = 'metadata.json';

function archivedSource(path: string, limits: UnpackLimits): KerasSource {
  const entries = entriesOf(path, limits);
  const config = entries[configEntry];
  if (!config) throw new KmodelError(`${path} is not a whole .keras archive: it has no ${configEntry}.`);
  const metadata = entries[metadataEntry];
  const version = metadata ? versionIn(parse(metadata, path)) : undefined;
  return { config: parse(config, path), compiled: undefined, version };
}

function versionIn(metadata: Json): string | undefined {
  const version = isObject(metadata) ? own(metadata, 'keras_version') : undefined;
  return typeof version === 'string' ? version : undefined;
}

function withLongestConfig({ maxUnpacked = longestConfig }: UnpackLimits): UnpackLimits {
  return { maxUnpacked: Math.min(longestConfig, maxUnpacked) };
}

/** The texts of an archive by name; none where it is no archive. */
function entriesOf(path: string, limits: UnpackLimits): Readonly<Record<string, string | undefined>> {
  const texts: Record<string, string> = {};
  withFile(path, (file) => {
    const wanted = listOf(file).filter(({ name }) => name === configEntry || name === metadataEntry);
    for (const entry of wanted) {
      refuseBomb(path, entry.size, withLongestConfig(limits));
      try {
        texts[entry.name] = new TextDecoder().decode(readZipEntry(file, entry));
      } catch {
        throw new KmodelError(`${path} is not a whole .keras archive: its ${entry.name} is damaged.`);
      }
    }
  });
  return texts;
}

function listOf(file: OpenFile): readonly ZipEntry[] {
  try {
    return zipEntries(file);
  } catch {
    return [];
  }
}

function parse(text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new KmodelError(`${path} holds no whole JSON.`);
  }
}
