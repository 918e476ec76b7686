import { describe, expect, it } from 'vitest';
import { allFinite } from '../../../runtime/data/all-finite.ts';
import { createCApi } from '../../../runtime/engines/onnx/c-api/backend.ts';
import { loadKoffi } from '../../../runtime/engines/onnx/c-api/koffi.ts';
import { onnxruntimePackages } from '../../../runtime/engines/onnx/onnxruntime.ts';

/** So many numbers are looked through by onnxruntime. */
const many = 20_000;

const direct = (await loadKoffi()) && (await createCApi(onnxruntimePackages, 1));

const checks = [
  { way: 'JavaScript', check: allFinite },
  ...(direct ? [{ way: 'onnxruntime', check: direct.allFinite }] : []),
];

/** As many ones, with some other numbers at places of theirs. */
function ones(others: Readonly<Record<number, number>> = {}): Float32Array {
  const data = new Float32Array(many).fill(1);
  for (const [place, value] of Object.entries(others)) data[Number(place)] = value;
  return data;
}

describe.each(checks)('looking for NaN and infinity by $way', ({ check }) => {
  it.each([0, 1, 2, 3, 4, 5, many - 2, many - 1])('finds each of them at place %d', (place) => {
    for (const value of [NaN, Infinity, -Infinity])
      expect(check(ones({ [place]: value })), `${value}`).toBe(false);
  });

  it('finds infinities that would cancel each other', () => {
    expect(check(ones({ 3: Infinity, 9000: -Infinity }))).toBe(false);
  });

  it('takes all other numbers: the greatest, the least, both zeros', () => {
    const greatest = 3.4028234663852886e38;
    expect(check(ones({ 0: greatest, 1: -greatest, 2: 1e-45, 3: -1e-45, 4: 0, 5: -0 }))).toBe(true);
  });

  it('takes numbers whose sum is too large for float32', () => {
    expect(check(new Float32Array(many).fill(3e38))).toBe(true);
  });

  it('takes no numbers at all, and a part of a larger array', () => {
    expect(check(new Float32Array(0))).toBe(true);
    expect(check(ones({ 0: NaN, [many - 1]: NaN }).subarray(1, many - 1))).toBe(true);
  });
});
