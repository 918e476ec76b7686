import type { DType } from '../../../compiler/shapes/types.ts';
import type { EngineState, HostTensor } from '../engine.ts';
import type { Device } from './device.ts';
import { deviceArray, hostTensor, valueType, type Value } from './value.ts';

/** State as values of tfjs: each step's results are the next one's inputs, without copies. */
export class TfjsState implements EngineState {
  private readonly values = new Map<string, { readonly dtype: DType; readonly value: Value }>();
  private readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  get names(): readonly string[] {
    return [...this.values.keys()];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  read(name: string): HostTensor {
    const { dtype, value } = this.entry(name);
    return hostTensor(dtype, [...value.shape], this.device.read(value));
  }

  write(name: string, tensor: HostTensor): void {
    const array = deviceArray(tensor).slice();
    const value = this.device.upload(valueType(tensor.dtype), [...tensor.shape], array);
    this.replace(name, tensor.dtype, value);
  }

  delete(name: string): void {
    const entry = this.values.get(name);
    if (!entry) return;
    this.device.dispose(entry.value);
    this.values.delete(name);
  }

  /** Lets go of everything. */
  dispose(): void {
    for (const name of this.names) this.delete(name);
  }

  value(name: string): Value {
    return this.entry(name).value;
  }

  /** Takes a value over; the one before is disposed. */
  replace(name: string, dtype: DType, value: Value): void {
    const before = this.values.get(name);
    this.values.set(name, { dtype, value });
    if (before) this.device.dispose(before.value);
  }

  private entry(name: string): { readonly dtype: DType; readonly value: Value } {
    const entry = this.values.get(name);
    if (!entry) throw new Error(`The state has no ${name}.`);
    return entry;
  }
}
