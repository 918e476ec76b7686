import { engine, getKernel, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { HostArray } from '../engine.ts';
import type { Device } from './device.ts';

/**
 * Any backend of tfjs through its published interface: kernels run by name on tensors. While a step runs, the
 * backend is tfjs's current one; afterwards the one before is current again.
 */
export function createTrackedDevice(backend: string): Device {
  const upload: Device['upload'] = (type, shape, data) => tensor(data, shape as number[], type);
  return {
    backend,
    sharesMemory: false,
    joinsElementwise: false,
    multipliesTransposed: true,
    multiplies: () => true,
    aliases: false,
    kernel: (name) =>
      getKernel(name, backend) &&
      ((inputs, attributes) =>
        engine().runKernel(name, inputs as never, attributes as never) as Tensor | Tensor[]),
    upload,
    allocate: () => {
      throw new Error('This backend does not share its memory.');
    },
    entries: (value) => (value as Tensor).dataSync() as HostArray,
    read: (value) => ((value as Tensor).dataSync() as HostArray).slice(),
    share: (value) => (value as Tensor).clone(),
    dispose: (value) => (value as Tensor).dispose(),
    count: () => engine().memory().numTensors,
    within(run) {
      const before = engine().backendName;
      if (before === backend) return run();
      void engine().setBackend(backend);
      try {
        return run();
      } finally {
        if (before) void engine().setBackend(before);
      }
    },
  };
}
