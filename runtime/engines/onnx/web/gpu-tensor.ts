import type * as Ort from 'onnxruntime-common';
import type { HostTensor } from '../../engine.ts';
import { fromOrt, toOrt } from '../tensors.ts';

/** What this folder uses of WebGPU's `GPUDevice`. */
export interface WebGpuDevice {
  createBuffer(description: { readonly size: number; readonly usage: number }): WebGpuBuffer;
  readonly queue: {
    writeBuffer(buffer: WebGpuBuffer, offset: number, data: ArrayBufferView<ArrayBuffer>): void;
  };
}

interface WebGpuBuffer {
  destroy(): void;
}

/** WebGPU's `COPY_SRC`, `COPY_DST` and `STORAGE`. */
const usage = 0x04 | 0x08 | 0x80;

/** onnxruntime copies buffers in pieces of so many bytes. */
const alignment = 16;

/** Types of tensors that are kept on the GPU: buffers of others would not end where their numbers do. */
export function fitsGpu({ dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): boolean {
  return (dtype === 'float32' || dtype === 'int32') && !shape.includes(0);
}

/** A tensor on the GPU, which is let go when it has been dropped and no run reads it any more. */
export class GpuTensor {
  /** As runs are fed it. */
  readonly tensor: Ort.Tensor;
  private readonly owner: Owner;
  private downloaded: Promise<HostTensor> | undefined;
  private readers = 0;
  private isDropped = false;

  private constructor(tensor: Ort.Tensor, owner: Owner) {
    this.tensor = tensor;
    this.owner = owner;
  }

  /**
   * Takes a result that onnxruntime left on the GPU.
   * @param onFree hears when it is let go
   */
  static of(ort: typeof Ort, result: Ort.Tensor, onFree: () => void): GpuTensor {
    // A tensor that was downloaded is fed from JavaScript's memory from then on; another one of its buffer is not.
    return new GpuTensor(onBuffer(ort, result, result.gpuBuffer), {
      download: async () => {
        await result.getData();
        return fromOrt(result);
      },
      free: () => {
        result.dispose();
        onFree();
      },
    });
  }

  static upload(ort: typeof Ort, device: WebGpuDevice, tensor: HostTensor): GpuTensor {
    const { data } = tensor;
    const size = Math.ceil(data.byteLength / alignment) * alignment;
    const buffer = device.createBuffer({ size, usage });
    device.queue.writeBuffer(buffer, 0, data as ArrayBufferView<ArrayBuffer>);
    return new GpuTensor(onBuffer(ort, toOrt(ort, tensor), buffer), {
      download: () => Promise.resolve(tensor),
      free: () => buffer.destroy(),
    });
  }

  download(): Promise<HostTensor> {
    this.downloaded ??= this.owner.download();
    return this.downloaded;
  }

  /** Keeps it as it is while a run reads it. @returns what ends that */
  lend(): () => void {
    this.readers++;
    return () => {
      this.readers--;
      this.freeWhenDone();
    };
  }

  drop(): void {
    this.isDropped = true;
    this.freeWhenDone();
  }

  private freeWhenDone(): void {
    if (this.isDropped && this.readers === 0) this.owner.free();
  }
}

/** What has the memory of a tensor on the GPU. */
interface Owner {
  download(): Promise<HostTensor>;
  free(): void;
}

function onBuffer(ort: typeof Ort, { type, dims }: Ort.Tensor, buffer: unknown): Ort.Tensor {
  const dataType = type as 'float32' | 'int32';
  return ort.Tensor.fromGpuBuffer(buffer as never, { dataType, dims });
}
