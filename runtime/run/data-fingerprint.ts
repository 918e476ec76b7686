import { createHash, type Hash } from 'node:crypto';
import type { Samples } from '../data/samples.ts';

/** So many samples are looked at together. */
const rowsAtOnce = 1024;

/**
 * SHA-256 of what training reads: names, shapes, numbers, strings, and what is missing. The same samples have the same
 * one, wherever they are kept.
 */
export function dataFingerprint(samples: Samples): string {
  const hashes = new Map<string, { readonly type: string; readonly hash: Hash }>();
  const hashOf = (name: string, type: string): Hash => {
    let entry = hashes.get(name);
    if (!entry) hashes.set(name, (entry = { type, hash: createHash('sha256') }));
    return entry.hash;
  };
  for (let start = 0; start < samples.count; start += rowsAtOnce) {
    const batch = samples.slice(start, Math.min(start + rowsAtOnce, samples.count));
    for (const [feed, { dtype, shape, data }] of Object.entries(batch.feeds))
      hashOf(feed, JSON.stringify([dtype, shape.slice(1)])).update(bytesOf(data));
    for (const [name, { shape, data }] of Object.entries(batch.words)) {
      // A line for each, so that it does not matter how many are looked at together.
      const text = data.map((word) => (word === undefined ? '' : JSON.stringify(word))).join('\n');
      hashOf(name, JSON.stringify(['string', shape.slice(1)])).update(`${text}\n`);
    }
    for (const [name, missing] of Object.entries(batch.missing)) {
      const width = missing.length / (batch.feeds[name]?.shape[0] ?? 1);
      const places = [...missing.keys()].filter((place) => missing[place] === 1);
      if (places.length > 0)
        hashOf(`missing:${name}`, '').update(`${places.map((place) => start * width + place).join()},`);
    }
  }
  const whole = createHash('sha256').update(String(samples.count));
  for (const name of [...hashes.keys()].sort()) {
    const { type, hash } = hashes.get(name)!;
    whole.update(JSON.stringify([name, type, hash.digest('hex')]));
  }
  return whole.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
