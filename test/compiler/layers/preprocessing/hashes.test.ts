import { expect, it } from 'vitest';
import {
  fingerprint64,
  joinFingerprints,
} from '../../../../compiler/layers/preprocessing/host/fingerprint.ts';
import { sipHash } from '../../../../compiler/layers/preprocessing/host/sip-hash.ts';

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(5);

/** From Google's own FarmHash: each way of hashing by length, and the ends of some. */
it.each<[length: number, hash: bigint]>([
  [0, 11160318154034397263n],
  [3, 7003889267569045354n],
  [5, 8320613597304335720n],
  [10, 10811942555801613022n],
  [20, 13766342269811135216n],
  [40, 1893542023840429780n],
  [64, 8157874316100056489n],
  [65, 16525258553599603988n],
  [128, 8743576800213732567n],
  [200, 13778854191685706474n],
])('the fingerprint of %i bytes is FarmHash’s', (length, hash) => {
  expect(fingerprint64(text.slice(0, length))).toBe(hash);
});

it('hashes of UTF-8 are not those of half a character', () => {
  expect(fingerprint64('é')).not.toBe(fingerprint64('e'));
  expect(joinFingerprints(1n, 2n)).not.toBe(joinFingerprints(2n, 1n));
});

/** The first and last vectors of the authors of SipHash: the bytes 0, 1, 2 … with the key 0, 1, 2 … 15. */
it('the keyed hash is SipHash-2-4', () => {
  const key = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const;
  const bytes = (length: number): string => String.fromCharCode(...Array(length).keys());
  expect(sipHash('', key)).toBe(0x726fdb47dd0e0e31n);
  expect(sipHash(bytes(15), key)).toBe(0xa129ca6149be45e5n);
});
