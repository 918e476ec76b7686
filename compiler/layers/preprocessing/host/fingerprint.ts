/**
 * Geoff Pike's FarmHash `Fingerprint64`, https://github.com/google/farmhash: what TensorFlow, and with it Keras,
 * hashes words by. It is fixed for all time, so that models may rely on it.
 */
export function fingerprint64(text: string): bigint {
  const bytes = encoder.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  if (length <= 16) return hashUpTo16(bytes, view);
  if (length <= 32) return hashUpTo32(view);
  return length <= 64 ? hashUpTo64(view) : hashLong(view);
}

/** TensorFlow's `FingerprintCat64`: two fingerprints as one. */
export function joinFingerprints(first: bigint, second: bigint): bigint {
  const factor = 0xc6a4a7935bd1e995n;
  let result = first ^ factor;
  result ^= times(shiftMix(times(second, factor)), factor);
  result = times(result, factor);
  result = times(shiftMix(result), factor);
  return shiftMix(result);
}

const encoder = new TextEncoder();
const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;

const bits = (value: bigint): bigint => BigInt.asUintN(64, value);
const plus = (...values: readonly bigint[]): bigint => bits(values.reduce((sum, value) => sum + value, 0n));
const times = (a: bigint, b: bigint): bigint => bits(a * b);
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);
const rotate = (value: bigint, by: bigint): bigint => (value >> by) | bits(value << (64n - by));
const fetch = (view: DataView, at: number): bigint => view.getBigUint64(at, true);

function hashPair(u: bigint, v: bigint, factor: bigint): bigint {
  const a = shiftMix(times(u ^ v, factor));
  return times(shiftMix(times(v ^ a, factor)), factor);
}

function factorOf({ byteLength }: DataView): bigint {
  return plus(k2, BigInt(byteLength) * 2n);
}

function hashUpTo16(bytes: Uint8Array, view: DataView): bigint {
  const { length } = bytes;
  const factor = factorOf(view);
  if (length >= 8) {
    const a = plus(fetch(view, 0), k2);
    const b = fetch(view, length - 8);
    const c = plus(times(rotate(b, 37n), factor), a);
    const d = times(plus(rotate(a, 25n), b), factor);
    return hashPair(c, d, factor);
  }
  if (length >= 4) {
    const a = BigInt(view.getUint32(0, true));
    return hashPair(BigInt(length) + (a << 3n), BigInt(view.getUint32(length - 4, true)), factor);
  }
  if (length === 0) return k2;
  const y = BigInt(bytes[0]! + (bytes[length >> 1]! << 8));
  const z = BigInt(length + (bytes[length - 1]! << 2));
  return times(shiftMix(times(y, k2) ^ times(z, k0)), k2);
}

function hashUpTo32(view: DataView): bigint {
  const length = view.byteLength;
  const factor = factorOf(view);
  const a = times(fetch(view, 0), k1);
  const b = fetch(view, 8);
  const c = times(fetch(view, length - 8), factor);
  const d = times(fetch(view, length - 16), k2);
  return hashPair(
    plus(rotate(plus(a, b), 43n), rotate(c, 30n), d),
    plus(a, rotate(plus(b, k2), 18n), c),
    factor,
  );
}

function hashUpTo64(view: DataView): bigint {
  const length = view.byteLength;
  const factor = factorOf(view);
  const a = times(fetch(view, 0), k2);
  const b = fetch(view, 8);
  const c = times(fetch(view, length - 8), factor);
  const d = times(fetch(view, length - 16), k2);
  const y = plus(rotate(plus(a, b), 43n), rotate(c, 30n), d);
  const z = hashPair(y, plus(a, rotate(plus(b, k2), 18n), c), factor);
  const e = times(fetch(view, 16), factor);
  const f = fetch(view, 24);
  const g = times(plus(y, fetch(view, length - 32)), factor);
  const h = times(plus(z, fetch(view, length - 24)), factor);
  return hashPair(
    plus(rotate(plus(e, f), 43n), rotate(g, 30n), h),
    plus(e, rotate(plus(f, a), 18n), g),
    factor,
  );
}

type Pair = readonly [bigint, bigint];

/** Of the 32 bytes from a place on. */
function weakHash(view: DataView, at: number, seedA: bigint, seedB: bigint): Pair {
  const [w, x, y, z] = [0, 8, 16, 24].map((offset) => fetch(view, at + offset)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const first = plus(seedA, w);
  const b = rotate(plus(seedB, first, z), 21n);
  const a = plus(first, x, y);
  return [plus(a, z), plus(b, rotate(a, 44n), first)];
}

interface LongState {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly v: Pair;
  readonly w: Pair;
}

/** One step over 64 bytes; the last one mixes more. */
function mix(view: DataView, at: number, state: LongState, factor: bigint, more: bigint): LongState {
  const { v, w } = state;
  let x = times(rotate(plus(state.x, state.y, v[0], fetch(view, at + 8)), 37n), factor);
  let y = times(rotate(plus(state.y, v[1], fetch(view, at + 48)), 42n), factor);
  x ^= times(w[1], more);
  y = plus(y, times(v[0], more), fetch(view, at + 40));
  const z = times(rotate(plus(state.z, w[0]), 33n), factor);
  return {
    x: z,
    y,
    z: x,
    v: weakHash(view, at, times(v[1], factor), plus(x, w[0])),
    w: weakHash(view, at + 32, plus(z, w[1]), plus(y, fetch(view, at + 16))),
  };
}

function hashLong(view: DataView): bigint {
  const length = view.byteLength;
  const seed = 81n;
  const start = plus(times(seed, k1), 113n);
  let state: LongState = {
    x: plus(times(seed, k2), fetch(view, 0)),
    y: start,
    z: times(shiftMix(plus(times(start, k2), 113n)), k2),
    v: [0n, 0n],
    w: [0n, 0n],
  };
  const rest = (length - 1) & 63;
  const end = length - 1 - rest;
  for (let at = 0; at < end; at += 64) state = mix(view, at, state, k1, 1n);
  const factor = plus(k1, (state.z & 0xffn) << 1n);
  const w0 = plus(state.w[0], BigInt(rest));
  const v0 = plus(state.v[0], w0);
  state = { ...state, v: [v0, state.v[1]], w: [plus(w0, v0), state.w[1]] };
  const { x, y, z, v, w } = mix(view, end + rest - 63, state, factor, 9n);
  return hashPair(
    plus(hashPair(v[0], w[0], factor), times(shiftMix(y), k0), z),
    plus(hashPair(v[1], w[1], factor), x),
    factor,
  );
}
