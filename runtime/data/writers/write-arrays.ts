import { zipSync } from 'fflate';
import type { HostTensor } from '../../engines/engine.ts';
import { DataError } from '../../errors.ts';
import { writeFileAtomic } from '../../files.ts';

type Arrays = Readonly<Record<string, HostTensor>>;

/**
 * Writes arrays of the same number of rows in the format of the path's ending: `.npz`, `.jsonl` or `.csv`.
 * @throws DataError for another ending or, in a CSV file, for arrays of more than one number a row and axis;
 * KmodelError where the file cannot be written
 */
export function writeArrays(path: string, arrays: Arrays): void {
  const encode = encoders[path.slice(path.lastIndexOf('.'))];
  if (!encode) {
    throw new DataError(
      `${path} has an ending that kmodel does not write.`,
      'End it in `.npz`, `.jsonl` or `.csv`.',
    );
  }
  writeFileAtomic(path, encode(arrays));
}

const encoders: Readonly<Record<string, (arrays: Arrays) => Uint8Array | string>> = {
  '.npz': (arrays) =>
    zipSync(
      Object.fromEntries(Object.entries(arrays).map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)])),
      {
        level: 0,
      },
    ),
  '.jsonl': (arrays) =>
    rowNumbers(arrays)
      .map((row) =>
        JSON.stringify(
          Object.fromEntries(Object.entries(arrays).map(([name, tensor]) => [name, nestedRow(tensor, row)])),
        ),
      )
      .map((line) => `${line}\n`)
      .join(''),
  '.csv': (arrays) => {
    const columns = Object.entries(arrays).flatMap(([name, tensor]) => csvColumns(name, tensor));
    const lines = [columns.map(({ name }) => name).join(',')];
    for (const row of rowNumbers(arrays)) lines.push(columns.map(({ at }) => String(at(row))).join(','));
    return lines.join('\n') + '\n';
  },
};

/** One array in numpy's `.npy` format, version 1. */
export function encodeNpy({ dtype, shape, data }: HostTensor): Uint8Array {
  const types = {
    float32: '<f4',
    float16: '<f4',
    int32: '<i4',
    int64: '<i4',
    uint8: '|u1',
    bool: '|b1',
  } as const;
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${types[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data starts at a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 0xff, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(header.padEnd(length - 11) + '\n'), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length);
  return bytes;
}

function rowNumbers(arrays: Arrays): readonly number[] {
  const [first] = Object.values(arrays);
  return Array.from({ length: first?.shape[0] ?? 0 }, (_, row) => row);
}

function nestedRow({ shape, data }: HostTensor, row: number): unknown {
  const build = (axis: number, start: number): unknown => {
    if (axis === shape.length) return data[start];
    const width = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return Array.from({ length: shape[axis]! }, (_, index) => build(axis + 1, start + index * width));
  };
  return build(1, row * shape.slice(1).reduce((product, size) => product * size, 1));
}

/** `name` for one number a row, `name_0`, `name_1` … for several. */
function csvColumns(
  name: string,
  { shape, data }: HostTensor,
): { name: string; at: (row: number) => number }[] {
  if (shape.length > 2) {
    throw new DataError(
      `\`${name}\` has ${shape.length - 1} axes a row, which a CSV file cannot hold.`,
      'Write a `.npz` or `.jsonl` file.',
    );
  }
  const width = shape[1] ?? 1;
  if (width === 1) return [{ name, at: (row) => data[row]! }];
  return Array.from({ length: width }, (_, column) => ({
    name: `${name}_${column}`,
    at: (row: number) => data[row * width + column]!,
  }));
}
