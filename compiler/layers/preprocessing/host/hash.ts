import { fingerprint64 } from './fingerprint.ts';
import { sipHash } from './sip-hash.ts';

/**
 * A function from tokens to buckets, as Keras hashes: numbers as their decimal text.
 * @param salt a key, with which the hash is another one
 */
export function hashInto(
  buckets: number,
  salt: number | readonly number[] | null,
): (token: string | number) => number {
  const known = new Map<string | number, number>();
  const count = BigInt(Math.max(1, buckets));
  const hash = salt === null ? fingerprint64 : withKey(salt);
  return (token) => {
    let bucket = known.get(token);
    if (bucket === undefined) {
      bucket = Number(hash(String(token)) % count);
      if (known.size >= mostKnown) known.clear();
      known.set(token, bucket);
    }
    return bucket;
  };
}

/** So many tokens are remembered with their buckets: hashing takes far longer than looking up. */
const mostKnown = 100_000;

function withKey(salt: number | readonly number[]): (text: string) => bigint {
  const [low, high] = typeof salt === 'number' ? [salt, salt] : [salt[0]!, salt[1]!];
  const key = [BigInt(low), BigInt(high)] as const;
  return (text) => sipHash(text, key);
}
