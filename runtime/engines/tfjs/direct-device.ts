import { engine, getKernel, type KernelBackend } from '@tensorflow/tfjs-core';
import type { HostArray } from '../engine.ts';
import { canGenerate } from './host/generate-loop.ts';
import type { Device, KernelFunction } from './device.ts';
import { createArray, sizeOf, type Value, type ValueType } from './value.ts';

/** What the plain backend has beyond the published interface of backends. */
interface PlainBackend extends KernelBackend {
  readonly data: { get(dataId: object): { readonly values: HostArray } };
}

/** What the wasm backend has beyond it. */
interface WasmBackend extends KernelBackend {
  typedArrayFromHeap(value: Value): HostArray;
}

/**
 * The plain and the wasm backend, their kernels called without tfjs's engine in between: no tensor objects, no
 * scopes, no gradient tape, and tfjs's current backend stays what it is.
 *
 * @throws where the backend is not initialised
 */
export function createDirectDevice(backend: 'cpu' | 'wasm'): Device {
  const instance = engine().findBackend(backend);
  if (!instance) throw new Error(`The tfjs backend ${backend} is not initialised.`);
  const entries =
    backend === 'wasm'
      ? (value: Value) => (instance as WasmBackend).typedArrayFromHeap(value)
      : (value: Value) => (instance as PlainBackend).data.get(value.dataId).values;
  const upload = (type: ValueType, shape: readonly number[], data: HostArray): Value => ({
    dataId: instance.write(data, shape as number[], type),
    shape: shape as number[],
    dtype: type,
  });
  return {
    backend,
    sharesMemory: true,
    joinsElementwise: canGenerate(),
    multipliesTransposed: backend === 'cpu',
    // The wasm backend has a fast product for one pair of matrices; the plain one has none.
    multiplies: (matrices) => backend === 'wasm' && matrices === 1,
    aliases: true,
    kernel: (name) => kernelOf(name, backend, instance),
    upload,
    allocate:
      backend === 'wasm'
        ? (type, shape) => upload(type, shape, undefined as never)
        : (type, shape) => upload(type, shape, createArray(type, sizeOf(shape))),
    entries,
    read: (value) => entries(value).slice(),
    share(value) {
      instance.incRef(value.dataId);
      return { dataId: value.dataId, shape: value.shape, dtype: value.dtype };
    },
    dispose: (value) => void instance.disposeData(value.dataId),
    count: () => instance.numDataIds(),
    within: (run) => run(),
  };
}

function kernelOf(name: string, backend: string, instance: KernelBackend): KernelFunction | undefined {
  const kernel = getKernel(name, backend);
  if (!kernel) return undefined;
  const { kernelFunc } = kernel;
  return (inputs, attributes) =>
    kernelFunc({ inputs: inputs as never, attrs: attributes as never, backend: instance });
}
