import type { DType } from '../../compiler/shapes/types.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { readWhole, writeFileAtomic } from '../files.ts';

/** Tensors by name, with a few texts beside them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const codes: Readonly<Partial<Record<DType, string>>> = {
  float32: 'F32',
  int32: 'I32',
  uint8: 'U8',
  bool: 'BOOL',
};

/** The safetensors layout: header length (8 bytes, little endian), header in JSON, then the data. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: codes[dtype], shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces bring the data to a multiple of 8 bytes, as the format recommends.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(32, 8 + text.length, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let place = 8 + headerLength;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return bytes;
}

/**
 * Reads the safetensors layout.
 * @param source the path, for messages
 * @throws WeightsError where the bytes are no whole safetensors file
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): TensorFile {
  const broken = (what: string): WeightsError =>
    new WeightsError(
      `${source} is not a whole safetensors file: ${what}.`,
      'Save it again, or take another file.',
    );
  if (bytes.length < 8) throw broken('it ends within its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8) throw broken('it ends within its header');
  let header: Record<string, HeaderEntry | Record<string, string>>;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)),
    );
  } catch {
    throw broken('its header is no JSON');
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, HostTensor> = {};
  for (const [name, entry] of Object.entries(entries as Record<string, HeaderEntry>)) {
    const [start, end] = entry.data_offsets;
    if (8 + headerLength + end > bytes.length) throw broken(`it ends within \`${name}\``);
    const raw = bytes.slice(8 + headerLength + start, 8 + headerLength + end);
    const dtype = (Object.keys(codes) as DType[]).find((key) => codes[key] === entry.dtype);
    if (!dtype) throw broken(`\`${name}\` has the type ${entry.dtype}, which kmodel does not read`);
    tensors[name] = { dtype, shape: entry.shape, data: viewAs(dtype, raw.buffer) };
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

/** @throws KmodelError where the file cannot be written; one that was there stays */
export function writeSafetensors(path: string, file: TensorFile): void {
  writeFileAtomic(path, encodeSafetensors(file));
}

/** @throws KmodelError where the file cannot be read, WeightsError where it is broken */
export function readSafetensors(path: string): TensorFile {
  return decodeSafetensors(readWhole(path), path);
}

function viewAs(dtype: DType, buffer: ArrayBuffer): HostArray {
  switch (dtype) {
    case 'float32':
    case 'float16':
      return new Float32Array(buffer);
    case 'int32':
    case 'int64':
      return new Int32Array(buffer);
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer);
  }
}
