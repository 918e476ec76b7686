import type { EngineState, HostTensor } from '../engine.ts';
import { copyTensor, emptyTensor, sameShape } from './tensors.ts';

interface Value {
  readonly tensor: HostTensor;
  /** No other value of this state has it. */
  readonly version: number;
  /** Memory of the value before, which the next one may be written to. */
  readonly spare: HostTensor | undefined;
}

/** State in JavaScript's memory: each step's results are the next one's inputs, without copies. */
export class OnnxState implements EngineState {
  private readonly values = new Map<string, Value>();
  private versions = 0;

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
    const known = this.values.get(name);
    const spare = known?.spare;
    if (spare?.dtype !== tensor.dtype || !sameShape(spare.shape, tensor.shape)) {
      this.replace(name, copyTensor(tensor));
      return;
    }
    // onnxruntime knows this memory already.
    spare.data.set(tensor.data);
    this.replace(name, spare);
  }

  delete(name: string): void {
    this.values.delete(name);
  }

  /** The value itself, not a copy: for those who neither change it nor keep it over two steps. */
  view(name: string): HostTensor {
    return this.value(name).tensor;
  }

  /** Changes with the value. */
  version(name: string): number {
    return this.value(name).version;
  }

  /** Memory that nobody reads, for the next value of a name. */
  spare(name: string): HostTensor {
    const { spare, tensor } = this.value(name);
    return spare ?? emptyTensor(tensor.dtype, tensor.shape);
  }

  /** Takes a tensor as the value; the memory of the one before is free for the next. */
  replace(name: string, tensor: HostTensor): void {
    const before = this.values.get(name)?.tensor;
    const isAlike = before?.dtype === tensor.dtype && sameShape(before.shape, tensor.shape);
    this.values.set(name, { tensor, version: this.versions++, spare: isAlike ? before : undefined });
  }

  private value(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw new Error(`The state has no ${name}.`);
    return value;
  }
}
