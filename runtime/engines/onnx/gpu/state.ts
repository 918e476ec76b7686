import type { EngineState, HostTensor } from '../../engine.ts';
import { copyTensor } from '../tensors.ts';
import type { DeviceValue, GpuDevice } from './device.ts';

interface Entry {
  readonly dtype: HostTensor['dtype'];
  readonly shape: readonly number[];
  /** In JavaScript's memory, on the GPU, or, where it was brought over and not changed since, both. */
  host: HostTensor | undefined;
  device: DeviceValue | undefined;
}

/** State that stays on the GPU between steps, and is brought over when somebody reads it. */
export class GpuState implements EngineState {
  private readonly gpu: GpuDevice;
  private readonly entries = new Map<string, Entry>();

  constructor(gpu: GpuDevice) {
    this.gpu = gpu;
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  read(name: string): HostTensor {
    const entry = this.entry(name);
    entry.host ??= this.gpu.download(entry.device!, entry);
    return copyTensor(entry.host);
  }

  write(name: string, tensor: HostTensor): void {
    this.take(name, copyTensor(tensor));
  }

  delete(name: string): void {
    this.releaseDevice(name);
    this.entries.delete(name);
  }

  dispose(): void {
    for (const name of this.names) this.delete(name);
  }

  /** The address of the value, which this state keeps: on the GPU, or, of single numbers that come from here, here. */
  address(name: string): DeviceValue {
    const entry = this.entry(name);
    if (entry.device === undefined && entry.shape.length === 0) return this.gpu.values.addressOf(entry.host!);
    entry.device ??= this.gpu.upload(entry.host!);
    return entry.device;
  }

  /** Takes a tensor as the value, without a copy. */
  take(name: string, tensor: HostTensor): void {
    this.set(name, { ...tensor, host: tensor, device: undefined });
  }

  /** Takes a value on the GPU over. */
  takeFromDevice(
    name: string,
    device: DeviceValue,
    { dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>,
  ): void {
    this.set(name, { dtype, shape, host: undefined, device });
  }

  private set(name: string, entry: Entry): void {
    this.releaseDevice(name);
    this.entries.set(name, entry);
  }

  private releaseDevice(name: string): void {
    const device = this.entries.get(name)?.device;
    if (device !== undefined) this.gpu.release(device);
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`The state has no ${name}.`);
    return entry;
  }
}
