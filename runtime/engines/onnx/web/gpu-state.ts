import type * as Ort from 'onnxruntime-common';
import { KmodelError } from '../../../errors.ts';
import type { HostTensor } from '../../engine.ts';
import { OnnxState } from '../state.ts';
import { toOrt } from '../tensors.ts';
import { fitsGpu, GpuTensor, type WebGpuDevice } from './gpu-tensor.ts';

/** State as it is fed, in the order of the names, with what ends that. */
export interface LentState {
  readonly tensors: readonly Ort.Tensor[];
  readonly giveBack: () => void;
}

/**
 * State that stays on the page's GPU between steps. Pages get it from there by promises alone, so it is downloaded
 * before somebody may read it; what was downloaded, or was uploaded for a step, lies in both places until it changes.
 */
export class WebGpuState extends OnnxState {
  private readonly onGpu = new Map<string, GpuTensor>();
  /** Names of those that JavaScript's memory does not have as they are now. */
  private readonly away = new Set<string>();

  override view(name: string): HostTensor {
    if (!this.away.has(name)) return super.view(name);
    throw new KmodelError(
      'The weights are on the GPU while the model trains: they cannot be read at this moment.',
      'Read them in a callback such as `onEpochEnd`, or when `fit` has ended.',
    );
  }

  override take(name: string, tensor: HostTensor): void {
    this.forget(name);
    super.take(name, tensor);
  }

  override delete(name: string): void {
    this.forget(name);
    super.delete(name);
  }

  /** Takes over what a step left on the GPU. */
  takeFromGpu(name: string, value: GpuTensor): void {
    this.forget(name);
    this.onGpu.set(name, value);
    this.away.add(name);
  }

  async download(): Promise<void> {
    await Promise.all([...this.away].map((name) => this.downloadOne(name, this.onGpu.get(name)!)));
  }

  private async downloadOne(name: string, value: GpuTensor): Promise<void> {
    const giveBack = value.lend();
    try {
      const tensor = await value.download();
      // A step may have made another one since, or somebody else have brought it.
      if (this.onGpu.get(name) !== value || !this.away.delete(name)) return;
      super.take(name, tensor);
    } finally {
      giveBack();
    }
  }

  /** Lends a step the state of these names: on the GPU, where it goes if it is not there. */
  lendTo(names: readonly string[], ort: typeof Ort, device: WebGpuDevice): LentState {
    const ends: (() => void)[] = [];
    const tensors = names.map((name) => {
      const value = this.onGpu.get(name) ?? this.upload(name, ort, device);
      if (!value) {
        ends.push(this.lend([name]));
        return toOrt(ort, this.view(name));
      }
      ends.push(value.lend());
      return value.tensor;
    });
    return { tensors, giveBack: () => ends.forEach((end) => end()) };
  }

  dispose(): void {
    for (const name of this.names) this.delete(name);
  }

  private upload(name: string, ort: typeof Ort, device: WebGpuDevice): GpuTensor | undefined {
    const tensor = this.view(name);
    if (!fitsGpu(tensor)) return undefined;
    const value = GpuTensor.upload(ort, device, tensor);
    this.onGpu.set(name, value);
    return value;
  }

  private forget(name: string): void {
    this.onGpu.get(name)?.drop();
    this.onGpu.delete(name);
    this.away.delete(name);
  }
}
