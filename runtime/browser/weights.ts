import { KmodelError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { MatchOptions } from '../weights/match.ts';
import { decodeSafetensors, encodeSafetensors, type ByteSource } from '../weights/safetensors-bytes.ts';
import { ownWeights, takeWeights, weightsToSave } from '../weights/take-weights.ts';
import { addressOf, fetched } from './fetched.ts';

/**
 * A model's weights as the bytes of a `.safetensors` file, the same that Node's `saveWeights` writes: for a download,
 * the page's storage, or a server.
 */
export function weightBytes(model: Model): Uint8Array<ArrayBuffer> {
  const pieces = encodeSafetensors(weightsToSave(model));
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Loads weights of a `.safetensors` file.
 * @param source its address, or its bytes
 * @param options how weights are paired whose names do not all fit
 * @returns the model's weights that the file did not give: none but with `skipMismatch`
 * @throws KmodelError where it cannot be fetched, WeightsError where it is broken or its weights are not this model's
 */
export async function loadWeights(
  model: Model,
  source: string | Uint8Array | ArrayBuffer,
  options: MatchOptions = {},
): Promise<readonly string[]> {
  const path = typeof source === 'string' ? source : 'The file';
  const bytes = typeof source === 'string' ? await fetchedWeights(source) : source;
  const file = decodeSafetensors(inMemory(bytes), path);
  return takeWeights(model, ownWeights(model, file, path), path, options);
}

async function fetchedWeights(path: string): Promise<Uint8Array> {
  const bytes = await fetched(addressOf(path).href);
  if (!bytes) throw new KmodelError(`There is no file ${path}.`, 'Look at its address, from the page on.');
  return bytes;
}

function inMemory(source: Uint8Array | ArrayBuffer): ByteSource {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  return {
    size: bytes.length,
    read: (start, length) => Uint8Array.from(bytes.subarray(start, start + length)),
  };
}
