import type * as Ort from 'onnxruntime-common';
import { emitBlockProbe, probeChannels } from '../../../compiler/targets/onnx/blocked/probe.ts';

let known: Promise<number | undefined> | undefined;

/**
 * How many channels onnxruntime's convolutions take in a block on this machine: 16 with AVX-512, 8 with AVX2 and on
 * ARM. Undefined where it has no such convolutions.
 */
export function blockSize(ort: typeof Ort): Promise<number | undefined> {
  known ??= process.env.KMODEL_BLOCKED === '0' ? Promise.resolve(undefined) : findBlockSize(ort);
  return known;
}

/** Reorders a ramp over channels, and looks where the second place of the image comes to stand. */
async function findBlockSize(ort: typeof Ort): Promise<number | undefined> {
  try {
    const session = await ort.InferenceSession.create(emitBlockProbe(), { logSeverityLevel: 4 });
    const ramp = Float32Array.from({ length: 2 * probeChannels }, (_, at) => at);
    const { y } = await session.run({ x: new ort.Tensor('float32', ramp, [1, probeChannels, 1, 2]) });
    await session.release();
    // The second place of the first channel is 1 in the ramp, and stands behind the first place of a block.
    const size = (y!.data as Float32Array).indexOf(1);
    return size === 8 || size === 16 ? size : undefined;
  } catch {
    return undefined;
  }
}
