import type * as Ort from 'onnxruntime-common';
import { emitOnnx, emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import type { HostArray } from '../../engine.ts';
import type { GpuDevice } from '../gpu/device.ts';
import { emptyTensor } from '../tensors.ts';
import type { GraphRunner } from './measure.ts';

/** The processor, by onnxruntime's binding. */
export function processorRunner(ort: typeof Ort, threads: number | undefined): GraphRunner {
  return {
    open: async ({ graph, feeds }) => {
      const session = await ort.InferenceSession.create(emitOnnx(graph, 'speed'), {
        logSeverityLevel: 4,
        ...(threads !== undefined && { intraOpNumThreads: threads }),
      });
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, { data, shape }]) => [
          name,
          new ort.Tensor('float32', data as Float32Array, shape),
        ]),
      );
      return {
        run: async () => {
          const { y } = await session.run(inputs);
          return { dtype: 'float32', shape: y!.dims, data: y!.data as HostArray };
        },
        release: () => session.release(),
      };
    },
  };
}

/** A GPU: what it is fed lies there, and the result comes back. */
export function gpuRunner(gpu: GpuDevice): GraphRunner {
  return {
    open: ({ graph, feeds }) => {
      const binding = gpu.createBinding(emitOnnxFor(graph, 'speed', { gpu: true }));
      const values = Object.entries(feeds).map(([name, tensor]) => [name, gpu.upload(tensor)] as const);
      const shape = graph.outputs[0]!.tensor.shape as readonly number[];
      return Promise.resolve({
        run: () => {
          const result = emptyTensor('float32', shape);
          const lent = gpu.values.lend();
          try {
            for (const [name, value] of values) binding.input(name, value);
            binding.output('y', lent.addressOf(result));
            for (const value of binding.run()) gpu.release(value);
            return Promise.resolve(result);
          } finally {
            binding.clear();
            lent.release();
          }
        },
        release: () => {
          binding.release();
          for (const [, value] of values) gpu.release(value);
          return Promise.resolve();
        },
      });
    },
  };
}
