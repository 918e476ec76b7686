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
});
