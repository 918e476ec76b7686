import { realpathSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { ownModel, type OwnModel } from '../../compiler/targets/onnx/read/own-model.ts';
import { decodeOnnx, readOnnx } from '../../compiler/targets/onnx/read/read-onnx.ts';
import { readText } from '../../compiler/targets/read/read-text.ts';
import { ReadProblem } from '../../compiler/targets/read/source.ts';
import { KmodelError } from '../errors.ts';
import type { FileWeight } from '../weights/match.ts';
import { alignedWeights } from './weights.ts';
import { readWhole, refuseBomb, withFile, type UnpackLimits } from '../files.ts';
import { pathBeside } from './beside.ts';
import type { OpenedModel } from './opened-model.ts';

/**
 * A model of ONNX.
 * @throws KmodelError for a file that cannot be read, ReadProblem for what kmodel cannot say
 */
export async function openOnnxFile(path: string, limits: UnpackLimits): Promise<OpenedModel> {
  const bytes = readWhole(path, limits);
  const file = decodeOnnx(bytes);
  const own = ownModel(file);
  const known = own && (await openOwn(own, path));
  if (known) return known;
  let unpacked = bytes.length;
  const external = (location: string, offset: number, length: number | undefined): Uint8Array => {
    const place = pathBeside(path, location);
    if (place === undefined || !liesBelow(place, dirname(path)))
      throw new ReadProblem(
        `it has numbers in a file that does not lie beside it: ${JSON.stringify(location)}.`,
      );
    return withFile(place, (file) => {
      unpacked += length ?? file.size - offset;
      refuseBomb(path, unpacked, limits);
      return file.read(offset, length ?? file.size - offset);
    });
  };
  const { model, weights } = readOnnx(file, external, basename(path, '.onnx'));
  return {
    model,
    weights: () =>
      Promise.resolve(
        weights.map(({ name, shape, data }) => ({ name, tensor: { dtype: 'float32', shape, data } })),
      ),
  };
}

/** The model that kmodel wrote into a file of its own, where the nodes of the file still are those of the model. */
async function openOwn({ model, weights, isMade }: OwnModel, path: string): Promise<OpenedModel | undefined> {
  try {
    const text = await readText(model);
    const { graph, alignment } = text;
    const file = weights.map(({ name, shape, data }): FileWeight => ({
      name,
      tensor: { dtype: 'float32', shape, data },
    }));
    if (!isMade(graph, alignedWeights(model, alignment, graph, file, path, 'own'))) return undefined;
    return { model, text, weights: () => Promise.resolve(file), layout: 'own' };
  } catch (error) {
    if (error instanceof ReadProblem || error instanceof KmodelError) return undefined;
    throw error;
  }
}

/** True where a file lies below a folder, links followed; one that is not there is read, and missed, as it is. */
function liesBelow(path: string, folder: string): boolean {
  try {
    return !relative(realpathSync(folder), realpathSync(path)).startsWith('..');
  } catch {
    return true;
  }
}
