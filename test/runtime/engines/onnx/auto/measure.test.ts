import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../../../../../runtime/engines/engine.ts';
import {
  measureGpu,
  measureProcessor,
  type GraphRunner,
} from '../../../../../runtime/engines/onnx/auto/measure.ts';

/** A device that gives the same numbers at once, whatever it is asked. */
function deviceGiving(...data: number[]): GraphRunner {
  const result: HostTensor = { dtype: 'float32', shape: [data.length], data: Float32Array.from(data) };
  return {
    open: () => Promise.resolve({ run: () => Promise.resolve(result), release: () => Promise.resolve() }),
  };
}

const right = deviceGiving(1, -2, 3);

describe('measuring a device', () => {
  it('gives what it does in a millisecond', async () => {
    const { msPerNode, multiplicationsPerMs, numbersPerMs } = await measureProcessor(right);
    expect(msPerNode).toBe(0);
    // A result that is there at once is one in less than a tenth of a millisecond.
    expect(multiplicationsPerMs).toBeGreaterThan(10 * 512 ** 3);
    expect(numbersPerMs).toBeGreaterThan(10 * 2 ** 22);
    const gpu = (await measureGpu(right, right))!;
    expect(gpu.msPerNode).toBeGreaterThanOrEqual(0);
    expect(gpu.msPerNode).toBeLessThan(0.01);
    expect(Math.min(gpu.multiplicationsPerMs, gpu.numbersPerMs)).toBeGreaterThan(0);
  });

  it('takes rounding for nothing, and other numbers for a fault', async () => {
    expect(await measureGpu(deviceGiving(1.0001, -2, 3), right)).toBeDefined();
    expect(await measureGpu(deviceGiving(1.01, -2, 3), right)).toBeUndefined();
    expect(await measureGpu(deviceGiving(NaN, -2, 3), right)).toBeUndefined();
    expect(await measureGpu(deviceGiving(1, -2), right)).toBeUndefined();
  });

  it('looks no further at a GPU that is slower than it must be', async () => {
    expect(await measureGpu(right, right, Infinity)).toBeUndefined();
  });
});
