import { describe, expect, it } from 'vitest';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { findLibrary, OrtLibrary } from '../../../../runtime/engines/onnx/c-api/library.ts';
import { SmallTensors } from '../../../../runtime/engines/onnx/c-api/small-tensors.ts';
import { Values } from '../../../../runtime/engines/onnx/c-api/values.ts';
import { loadOnnxruntime, onnxruntimePackages } from '../../../../runtime/engines/onnx/onnxruntime.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';

await loadOnnxruntime();
const koffi = await loadKoffi();

function createSmall(): SmallTensors {
  return new SmallTensors(new Values(new OrtLibrary(koffi!, findLibrary(onnxruntimePackages)!)));
}

const floats = (...data: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});

describe.runIf(koffi)('small tensors of a session', () => {
  it('take up to 16 KB', () => {
    expect(SmallTensors.takes(4096)).toBe(true);
    expect(SmallTensors.takes(4097)).toBe(false);
  });

  it('have one place in memory, whatever array is given', () => {
    const small = createSmall();
    const first = small.copyIn(0, floats(1, 2));
    expect(small.copyIn(0, floats(3, 4))).toBe(first);
    expect([...small.copyOut(0).data]).toEqual([3, 4]);
    expect(small.copyIn(1, floats(5, 6))).not.toBe(first);
    small.release();
  });

  it('get another place where the shape is another', () => {
    const small = createSmall();
    small.copyIn(0, floats(1, 2));
    small.copyIn(0, floats(1, 2, 3));
    expect(small.copyOut(0)).toEqual(floats(1, 2, 3));
    small.release();
  });

  it('give copies, which the next run leaves alone', () => {
    const small = createSmall();
    small.copyIn(0, floats(1));
    const kept = small.copyOut(0);
    small.copyIn(0, floats(2));
    expect([...kept.data]).toEqual([1]);
    small.release();
  });
});
