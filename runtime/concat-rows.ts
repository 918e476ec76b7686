import type { HostTensor } from './engines/engine.ts';

/** Results of several batches as one, by name. */
export function concatRows(
  parts: readonly Readonly<Record<string, HostTensor>>[],
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.keys(parts[0] ?? {}).map((name) => [name, concatTensors(parts.map((part) => part[name]!))]),
  );
}

function concatTensors(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts as [HostTensor];
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const length = parts.reduce((sum, part) => sum + part.data.length, 0);
  const data = new (first.data.constructor as new (length: number) => typeof first.data)(length);
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { dtype: first.dtype, shape: [rows, ...first.shape.slice(1)], data };
}
