import { realpathSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { readOnnx } from '../../compiler/targets/onnx/read/read-onnx.ts';
import { ReadProblem } from '../../compiler/targets/read/source.ts';
import { readWhole, refuseBomb, withFile, type UnpackLimits } from '../files.ts';
import { pathBeside } from './beside.ts';
import type { OpenedModel } from './opened-model.ts';

/**
 * A model of ONNX.
 * @throws KmodelError for a file that cannot be read, ReadProblem for what kmodel cannot say
 */
export function openOnnxFile(path: string, limits: UnpackLimits): OpenedModel {
  const bytes = readWhole(path, limits);
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
  const { model, weights } = readOnnx(bytes, external, basename(path, '.onnx'));
  return {
    model,
    weights: () =>
      Promise.resolve(
        weights.map(({ name, shape, data }) => ({ name, tensor: { dtype: 'float32', shape, data } })),
      ),
  };
}

/** True where a file lies below a folder, links followed; one that is not there is read, and missed, as it is. */
function liesBelow(path: string, folder: string): boolean {
  try {
    return !relative(realpathSync(folder), realpathSync(path)).startsWith('..');
  } catch {
    return true;
  }
}
