import type * as Ort from 'onnxruntime-common';
import type { EngineState, HostTensor } from '../engine.ts';
import { copyTensor, fromOrt, toOrt } from './tensors.ts';

/** State as onnxruntime tensors: each step's results are the next one's inputs, without copies. */
export class OnnxState implements EngineState {
  private readonly tensors = new Map<string, Ort.Tensor>();
  private readonly ort: typeof Ort;

  constructor(ort: typeof Ort) {
    this.ort = ort;
  }

  get names(): readonly string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  read(name: string): HostTensor {
    return copyTensor(fromOrt(this.tensor(name)));
  }

  write(name: string, tensor: HostTensor): void {
    this.tensors.set(name, toOrt(this.ort, copyTensor(tensor)));
  }

  delete(name: string): void {
    this.tensors.delete(name);
  }

  tensor(name: string): Ort.Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`The state has no ${name}.`);
    return tensor;
  }

  replace(name: string, tensor: Ort.Tensor): void {
    this.tensors.set(name, tensor);
  }
}
