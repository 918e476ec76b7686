import { withFile, writeFileAtomic } from '../files.ts';
import { decodeSafetensors, encodeSafetensors, type TensorFile } from './safetensors-bytes.ts';

export type { TensorFile } from './safetensors-bytes.ts';

/**
 * Writes a safetensors file.
 * @throws KmodelError where it cannot be written; one that was there stays
 */
export function writeSafetensors(path: string, file: TensorFile): void {
  writeFileAtomic(path, encodeSafetensors(file));
}

/**
 * Reads a safetensors file.
 * @throws KmodelError where it cannot be read, WeightsError where it is no whole safetensors file
 */
export function readSafetensors(path: string): TensorFile {
  return withFile(path, (file) => decodeSafetensors(file, path));
}
