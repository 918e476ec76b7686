import { isList, isObject, own, type Json } from '../../compiler/targets/keras/read/json.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { readWhole, refuseBomb, type UnpackLimits } from '../files.ts';
import { halfToNumber } from '../../compiler/ops/half-precision.ts';
import type { FileWeight, WeightFile } from '../weights/match.ts';
import { pathBeside } from './beside.ts';

/**
 * The weights that a `model.json` of tfjs lists, from the files beside it. Quantized ones are read as the numbers that
 * they stand for.
 * @param path of the `model.json`
 * @param wanted which of them: those of the model, or what its optimizer has kept
 * @throws WeightsError where the list or a file is damaged, or a file lies outside of the folder
 */
export function readTfjsWeights(
  manifest: Json,
  path: string,
  limits: UnpackLimits,
  wanted: WeightGroup = 'model',
): WeightFile {
  if (!isList(manifest)) throw broken(path);
  let unpacked = 0;
  return manifest.flatMap((group) => {
    if (!isObject(group)) throw broken(path);
    const paths = own(group, 'paths');
    const weights = own(group, 'weights');
    if (!isList(paths) || !isList(weights)) throw broken(path);
    const entries = weights.map((each) => entryOf(each, path));
    for (const { count } of entries) unpacked += count * 4;
    refuseBomb(path, unpacked, limits);
    const bytes = joined(paths.map((each) => readWhole(shardPath(each, path), limits)));
    const listed = entries.reduce((sum, { count, kind }) => sum + count * kind.width, 0);
    if (bytes.length !== listed)
      throw new WeightsError(
        `${path} lists weights of ${listed} bytes, but the files beside it hold ${bytes.length}.`,
        'Copy all files of the model into one folder.',
      );
    return readEntries(entries, bytes, wanted);
  });
}

/** Weights of the model, and what its optimizer has kept: `model.save` of tfjs may write both. */
export type WeightGroup = 'model' | 'optimizer';

/** How numbers stand in the files. */
interface StoredKind {
  readonly width: 1 | 2 | 4;
  readonly read: (view: DataView, offset: number) => number;
}

const kinds: Readonly<Record<string, StoredKind>> = {
  float32: { width: 4, read: (view, offset) => view.getFloat32(offset, true) },
  int32: { width: 4, read: (view, offset) => view.getInt32(offset, true) },
  uint8: { width: 1, read: (view, offset) => view.getUint8(offset) },
  bool: { width: 1, read: (view, offset) => view.getUint8(offset) },
  uint16: { width: 2, read: (view, offset) => view.getUint16(offset, true) },
  float16: { width: 2, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) },
};

interface Entry {
  readonly name: string;
  readonly group: WeightGroup;
  readonly shape: readonly number[];
  readonly count: number;
  readonly kind: StoredKind;
  /** A quantized number q stands for q · scale + least. */
  readonly scale: number;
  readonly least: number;
}

function entryOf(json: Json, path: string): Entry {
  if (!isObject(json)) throw broken(path);
  const [name, shape, dtype] = [own(json, 'name'), own(json, 'shape'), own(json, 'dtype')];
  if (typeof name !== 'string' || !isList(shape) || !shape.every(isSize)) throw broken(path);
  const quantization = own(json, 'quantization');
  const stored = isObject(quantization) ? own(quantization, 'dtype') : dtype;
  if (typeof stored !== 'string') throw broken(path);
  if (!Object.hasOwn(kinds, stored))
    throw new WeightsError(`${path}: the weight \`${name}\` is ${stored}, which kmodel does not read.`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw broken(path);
  const number = (key: string, otherwise: number): number => {
    const value = isObject(quantization) ? own(quantization, key) : undefined;
    return typeof value === 'number' ? value : otherwise;
  };
  const group = own(json, 'group') === 'optimizer' ? 'optimizer' : 'model';
  return {
    name,
    group,
    shape,
    count,
    kind: kinds[stored]!,
    scale: number('scale', 1),
    least: number('min', 0),
  };
}

function isSize(value: Json): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** @throws WeightsError for anything but a file below the folder of the model */
function shardPath(name: Json, path: string): string {
  const place = pathBeside(path, name);
  if (place !== undefined) return place;
  throw new WeightsError(
    `${path} names a file of weights that does not lie beside it: ${JSON.stringify(name)}.`,
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}

function readEntries(
  entries: readonly Entry[],
  bytes: Uint8Array,
  wanted: WeightGroup,
): readonly FileWeight[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  return entries.flatMap(({ name, group, shape, count, kind, scale, least }) => {
    if (group !== wanted) {
      offset += count * kind.width;
      return [];
    }
    const data = new Float32Array(count);
    for (let index = 0; index < count; index++, offset += kind.width)
      data[index] = kind.read(view, offset) * scale + least;
    const tensor: HostTensor = { dtype: 'float32', shape, data };
    return [{ name, tensor }];
  });
}

function broken(path: string): WeightsError {
  return new WeightsError(`${path} lists its weights in a form that is not tfjs’s.`);
}
