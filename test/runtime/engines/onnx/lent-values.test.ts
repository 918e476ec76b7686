import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { findLibrary, OrtLibrary } from '../../../../runtime/engines/onnx/c-api/library.ts';
import { Values, type LentValues } from '../../../../runtime/engines/onnx/c-api/values.ts';
import { loadOnnxruntime, onnxruntimePackages } from '../../../../runtime/engines/onnx/onnxruntime.ts';

await loadOnnxruntime();
const koffi = await loadKoffi();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Lends a tensor that nobody else holds. */
function lendOne(lent: LentValues): WeakRef<object> {
  const data = new Float32Array(1000);
  lent.addressOf({ dtype: 'float32', shape: [1000], data });
  return new WeakRef(data);
}

describe.runIf(koffi)('values for one run', () => {
  it('hold their arrays until the run is over, and no longer', async () => {
    const lent = new Values(new OrtLibrary(koffi!, findLibrary(onnxruntimePackages)!)).lend();
    const array = lendOne(lent);
    await new Promise((done) => setTimeout(done));
    collectGarbage();
    expect(array.deref()).toBeDefined();

    lent.release();
    await new Promise((done) => setTimeout(done));
    collectGarbage();
    expect(array.deref()).toBeUndefined();
  });

  it('are made once for an array that comes again, and hold it no longer either', async () => {
    const values = new Values(new OrtLibrary(koffi!, findLibrary(onnxruntimePackages)!));
    const addresses: bigint[] = [];
    const array = ((): WeakRef<object> => {
      const tensor = { dtype: 'float32', shape: [1000], data: new Float32Array(1000) } as const;
      for (let run = 0; run < 3; run++) {
        const lent = values.lend();
        addresses.push(lent.addressOf(tensor));
        lent.release();
      }
      return new WeakRef(tensor.data);
    })();
    expect(addresses[2]).toBe(addresses[1]);

    await new Promise((done) => setTimeout(done));
    collectGarbage();
    expect(array.deref()).toBeUndefined();
  });

  it('are others where an array comes again in another shape', () => {
    const values = new Values(new OrtLibrary(koffi!, findLibrary(onnxruntimePackages)!));
    const data = new Float32Array(1000);
    const addresses = [[1000], [1000], [10, 100], [10, 100]].map((shape) => {
      const lent = values.lend();
      const address = lent.addressOf({ dtype: 'float32', shape, data });
      lent.release();
      return address;
    });
    expect(addresses[2]).not.toBe(addresses[1]);
    expect(addresses[3]).toBe(addresses[2]);
  });
});
