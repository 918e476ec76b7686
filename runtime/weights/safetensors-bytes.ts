import type { DType } from '../../compiler/shapes/types.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { halfToNumber } from '../../compiler/ops/half-precision.ts';
import { crc32 } from './crc32.ts';
import { parseHeader, type Header, type HeaderEntry } from './safetensors-header.ts';

/** Tensors by name, with a few texts beside them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The text in a file's metadata that tells a damaged file of kmodel from a whole one. */
const checksumKey = 'kmodel.crc32';

/** Formats of kmodel whose files always have one; those of before, "kmodel weights 1", may have none. */
const summedFormat = /^kmodel [a-z]+ 2$/;

/** The format's own limit, in bytes. */
const longestHeader = 100_000_000;

/** No more goes into the checksum at once, in bytes. */
const atOnce = 2 ** 30;

const codes: Readonly<Record<DType, string>> = {
  float32: 'F32',
  // Half precision and wide integers are computed, and so kept, in the next type that engines have.
  float16: 'F32',
  int32: 'I32',
  int64: 'I32',
  uint8: 'U8',
  bool: 'BOOL',
};

/** Bytes in order, wherever they lie. */
export interface ByteSource {
  /** How many there are. */
  readonly size: number;
  /** A copy of at most `length` of them, fewer at the end. */
  read(start: number, length: number): Uint8Array<ArrayBuffer>;
}

/**
 * The safetensors layout: header length (8 bytes, little endian), header in JSON, then the data, tensor by tensor.
 * @returns its bytes in pieces, so that a file may be larger than any array
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): readonly Uint8Array[] {
  const entries: [string, HeaderEntry][] = [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    entries.push([name, { dtype: codes[dtype], shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const checksum = checksumOf({ metadata, entries }, Object.values(tensors).map(bytesOf));
  const header = headerText({ metadata: { ...metadata, [checksumKey]: checksum }, entries });
  const text = new TextEncoder().encode(header);
  // Spaces bring the data to a multiple of 8 bytes, as the format recommends.
  const start = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(32);
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
  start.set(text, 8);
  return [start, ...Object.values(tensors).map(bytesOf)];
}

/**
 * Reads the safetensors layout, tensor by tensor.
 * @param path names the bytes in messages
 * @throws WeightsError where they are no whole safetensors file
 */
export function decodeSafetensors(file: ByteSource, path: string): TensorFile {
  const broken = (what: string): WeightsError =>
    new WeightsError(
      `${path} is not a whole safetensors file: ${what}.`,
      'Save it again, or take another file.',
    );
  const start = 8 + headerLength(file, broken);
  const { metadata, entries } = parseHeader(file.read(8, start - 8), file.size - start, broken);
  const { [checksumKey]: checksum, ...texts } = metadata;
  const pieces: Uint8Array[] = [];
  const tensors = entries.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const bytes = file.read(start + from, to - from);
      const decode = decoders.get(dtype);
      if (!decode) throw broken(`\`${name}\` has the type ${dtype}, which kmodel does not read`);
      pieces.push(bytes);
      return [name, { shape, ...decode(bytes.buffer) }] as const;
    },
  );
  // A turned bit may hide the checksum, or that there must be one, but not both.
  const isSummed = checksum !== undefined || summedFormat.test(texts.format ?? '');
  if (isSummed && checksumOf({ metadata: texts, entries }, pieces) !== checksum)
    throw broken('it was damaged after it was written');
  return { tensors: Object.fromEntries(tensors), metadata: texts };
}

function headerLength(file: ByteSource, broken: (what: string) => WeightsError): number {
  const bytes = file.read(0, 8);
  if (bytes.length < 8) throw broken('it ends within its header');
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  if (length > BigInt(file.size - 8)) throw broken('it ends within its header');
  if (length > BigInt(longestHeader)) throw broken('its header is too long');
  return Number(length);
}

function headerText({ metadata, entries }: Header): string {
  // Pairs rather than assignments: a tensor may be called `__proto__`.
  return JSON.stringify(Object.fromEntries<unknown>([['__metadata__', metadata], ...entries]));
}

/** The checksum of a header and the data behind it, in hexadecimal digits. */
function checksumOf(header: Header, data: readonly Uint8Array[]): string {
  let checksum = crc32(headerText(header));
  for (const bytes of data) {
    for (let start = 0; start < bytes.length; start += atOnce)
      checksum = crc32(bytes.subarray(start, start + atOnce), checksum);
  }
  return checksum.toString(16).padStart(8, '0');
}

function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

interface Decoded {
  readonly dtype: DType;
  readonly data: HostArray;
}

const floats = (data: Float32Array): Decoded => ({ dtype: 'float32', data });

/** How the numbers of each type are read, by the format's code. */
const decoders: ReadonlyMap<string, (buffer: ArrayBuffer) => Decoded> = new Map<
  string,
  (buffer: ArrayBuffer) => Decoded
>([
  ['F32', (buffer) => floats(new Float32Array(buffer))],
  ['F16', (buffer) => floats(Float32Array.from(new Uint16Array(buffer), halfToNumber))],
  // The upper half of a float32.
  [
    'BF16',
    (buffer) =>
      floats(new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half * 65536).buffer)),
  ],
  ['F64', (buffer) => floats(Float32Array.from(new Float64Array(buffer)))],
  ['I32', (buffer) => ({ dtype: 'int32', data: new Int32Array(buffer) })],
  ['U8', (buffer) => ({ dtype: 'uint8', data: new Uint8Array(buffer) })],
  ['BOOL', (buffer) => ({ dtype: 'bool', data: new Uint8Array(buffer) })],
]);
