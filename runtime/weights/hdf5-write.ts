import type { Group } from 'h5wasm';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { clearTimes } from './hdf5-times.ts';

/** A group to be written: attributes, groups and tensors by name, in the order given. */
export interface Hdf5Tree {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly groups?: Readonly<Record<string, Hdf5Tree>>;
  readonly tensors?: Readonly<Record<string, HostTensor>>;
}

/** An attribute's list of texts must fit the header of its group, each text being a reference of 16 bytes there. */
const mostTexts = 4000;

/**
 * Writes an HDF5 file in memory, by the library that reads them; equal trees give equal bytes.
 * @returns the bytes of the file
 * @throws WeightsError where it has no memory left
 */
export async function writeHdf5(tree: Hdf5Tree): Promise<Uint8Array> {
  const h5wasm = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  const path = '/written.h5';
  try {
    const file = new h5wasm.File(path, 'w');
    try {
      writeGroup(file, tree);
      file.flush();
    } finally {
      file.close();
    }
    const bytes = FS.readFile(path).slice();
    clearTimes(bytes);
    return bytes;
  } catch (error) {
    throw new WeightsError(
      `The weights cannot be written as HDF5: ${error instanceof Error ? error.message : String(error)}.`,
    );
  } finally {
    if (FS.analyzePath(path, true).exists) FS.unlink(path);
  }
}

function writeGroup(group: Group, { attributes = {}, groups = {}, tensors = {} }: Hdf5Tree): void {
  for (const [name, value] of Object.entries(attributes)) writeAttribute(group, name, value);
  for (const [name, tensor] of Object.entries(tensors)) {
    group.create_dataset({
      name,
      data: tensor.data as Float32Array,
      shape: [...tensor.shape],
      dtype: dtypes[tensor.dtype],
    });
  }
  for (const [name, inner] of Object.entries(groups)) writeGroup(group.create_group(name), inner);
}

function writeAttribute(group: Group, name: string, value: string | readonly string[]): void {
  if (typeof value === 'string') group.create_attribute(name, value, [], 'S');
  else if (value.length === 0) group.create_attribute(name, new Float64Array(0), [0], '<d');
  else if (value.length <= mostTexts) group.create_attribute(name, [...value], [value.length], 'S');
  else {
    for (let part = 0; part * mostTexts < value.length; part++) {
      writeAttribute(group, `${name}${part}`, value.slice(part * mostTexts, (part + 1) * mostTexts));
    }
  }
}

/** As the numbers lie in memory: half floats as floats, long integers as integers. */
const dtypes: Readonly<Record<HostTensor['dtype'], string>> = {
  float32: '<f',
  float16: '<f',
  int32: '<i',
  int64: '<i',
  bool: '<B',
  uint8: '<B',
};
