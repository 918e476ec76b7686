import type * as Ort from 'onnxruntime-common';
import type { EngineState, HostTensor } from '../engine.ts';
import { copyTensor, fromOrt, toOrt } from './tensors.ts';

interface Value {
  readonly tensor: Ort.Tensor;
  /** No other value of this state has it. */
  readonly version: number;
}

/** State as onnxruntime tensors: each step's results are the next one's inputs, without copies. */
export class OnnxState implements EngineState {
  private readonly values = new Map<string, Value>();
  private readonly ort: typeof Ort;
  private versions = 0;

  constructor(ort: typeof Ort) {
    this.ort = ort;
  }

  get names(): readonly string[] {
    return [...this.values.keys()];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  read(name: string): HostTensor {
    return copyTensor(this.view(name));
  }

  write(name: string, tensor: HostTensor): void {
    this.replace(name, toOrt(this.ort, copyTensor(tensor)));
  }

  delete(name: string): void {
    this.values.delete(name);
  }

  /** The value itself, not a copy: for those who neither change nor keep it. */
  view(name: string): HostTensor {
    return fromOrt(this.tensor(name));
  }

  tensor(name: string): Ort.Tensor {
    return this.value(name).tensor;
  }

  /** Changes with the value. */
  version(name: string): number {
    return this.value(name).version;
  }

  replace(name: string, tensor: Ort.Tensor): void {
    this.values.set(name, { tensor, version: this.versions++ });
  }

  private value(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw new Error(`The state has no ${name}.`);
    return value;
  }
}
