/**
 * Aumasson and Bernstein, SipHash-2-4 (https://eprint.iacr.org/2012/351): what Keras hashes by where a layer has a
 * `salt`.
 * @param key two halves, each of 64 bits
 */
export function sipHash(text: string, key: readonly [bigint, bigint]): bigint {
  const bytes = new TextEncoder().encode(text);
  const length = bytes.length;
  const padded = new Uint8Array((Math.floor(length / 8) + 1) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = length & 0xff;
  const view = new DataView(padded.buffer);
  const [low, high] = key.map(bits) as [bigint, bigint];
  const state: State = [
    low ^ 0x736f6d6570736575n,
    high ^ 0x646f72616e646f6dn,
    low ^ 0x6c7967656e657261n,
    high ^ 0x7465646279746573n,
  ];
  for (let at = 0; at < padded.length; at += 8) {
    const word = view.getBigUint64(at, true);
    state[3] ^= word;
    rounds(state, 2);
    state[0] ^= word;
  }
  state[2] ^= 0xffn;
  rounds(state, 4);
  return state[0] ^ state[1] ^ state[2] ^ state[3];
}

type State = [bigint, bigint, bigint, bigint];

const bits = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => bits(value << by) | (value >> (64n - by));

function rounds(v: State, count: number): void {
  for (let round = 0; round < count; round++) {
    v[0] = bits(v[0] + v[1]);
    v[1] = rotate(v[1], 13n) ^ v[0];
    v[0] = rotate(v[0], 32n);
    v[2] = bits(v[2] + v[3]);
    v[3] = rotate(v[3], 16n) ^ v[2];
    v[0] = bits(v[0] + v[3]);
    v[3] = rotate(v[3], 21n) ^ v[0];
    v[2] = bits(v[2] + v[1]);
    v[1] = rotate(v[1], 17n) ^ v[2];
    v[2] = rotate(v[2], 32n);
  }
}
