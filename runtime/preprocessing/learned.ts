import type { FittedValue } from '../../compiler/declarations/adaptation.ts';
import type { LearnedName } from '../../compiler/graph/learned-names.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';

/** What learned state is called in checkpoints, beside that of the engine. */
export const learnedPrefix = 'learned:';

/** A learned value as files keep it: words as UTF-8, a list of JSON. */
export function encodeLearned(value: FittedValue): HostTensor {
  if (value instanceof Float32Array) return { dtype: 'float32', shape: [value.length], data: value };
  if (value instanceof Int32Array) return { dtype: 'int32', shape: [value.length], data: value };
  const data = new TextEncoder().encode(JSON.stringify(value));
  return { dtype: 'uint8', shape: [data.length], data };
}

/** @throws WeightsError where a file keeps something else under the name */
export function decodeLearned({ name, kind }: LearnedName, tensor: HostTensor): FittedValue {
  const { data } = tensor;
  if (kind === 'floats' && data instanceof Float32Array) return data;
  if (kind === 'integers' && data instanceof Int32Array) return data;
  const words = kind === 'words' && data instanceof Uint8Array ? parseWords(data) : undefined;
  if (words) return words;
  throw new WeightsError(`\`${name}\` is no list of ${kind === 'words' ? 'words' : 'numbers'} in the file.`);
}

function parseWords(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isList = Array.isArray(value) && value.every((word) => typeof word === 'string');
    return isList ? (value as readonly string[]) : undefined;
  } catch {
    return undefined;
  }
}
