import type { WeightsError } from '../errors.ts';

export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where the data begins and ends, counted from the end of the header. */
  readonly data_offsets: readonly [number, number];
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly (readonly [name: string, entry: HeaderEntry])[];
}

/** How many bytes a number takes, by the format's code; types that kmodel does not read as well. */
const sizes: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['U64', 8],
  ['I32', 4],
  ['U32', 4],
  ['I16', 2],
  ['U16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
]);

/**
 * Reads the header of a safetensors file and holds it against the format's rules: every tensor has as many bytes as
 * its shape needs, and the tensors lie side by side from the first byte to the last.
 * @param size the bytes behind the header
 * @param broken makes the error
 * @throws WeightsError where a rule is broken
 */
export function parseHeader(bytes: Uint8Array, size: number, broken: (what: string) => WeightsError): Header {
  const header = parseObject(bytes);
  if (!header) throw broken('its header is no JSON object');
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]): readonly [string, HeaderEntry] => {
      if (!isEntry(entry)) throw broken(`its header says nothing that makes sense about \`${name}\``);
      return [name, { dtype: entry.dtype, shape: entry.shape, data_offsets: entry.data_offsets }];
    });
  refuseOddPlaces(entries, size, broken);
  const metadata = Object.hasOwn(header, '__metadata__') ? header.__metadata__ : {};
  if (!isTexts(metadata)) throw broken('its metadata are no texts');
  return { metadata, entries };
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuseOddPlaces(
  entries: Header['entries'],
  size: number,
  broken: (what: string) => WeightsError,
): void {
  const inOrder = [...entries].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets;
    const width = sizes.get(dtype);
    if (width === undefined) throw broken(`\`${name}\` has the type ${dtype}, which there is not`);
    const needed = shape.reduce((product, axis) => product * axis, width);
    if (to - from !== needed)
      throw broken(`\`${name}\` of [${shape.join(', ')}] needs ${needed} bytes, and has ${to - from}`);
    if (from !== end) throw broken(`\`${name}\` does not begin where the tensor before it ends`);
    if (to > size) throw broken(`it ends within \`${name}\``);
    end = to;
  }
  if (end !== size) throw broken(`it has ${size - end} bytes that belong to no tensor`);
}

function isEntry(value: unknown): value is HeaderEntry {
  if (!isObject(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  return (
    typeof dtype === 'string' &&
    isSizes(shape) &&
    isSizes(offsets) &&
    offsets.length === 2 &&
    offsets[0]! <= offsets[1]!
  );
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
