import type { EngineState, HostArray, HostTensor } from '../engine.ts';
import { WeightsError } from '../../errors.ts';
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
  /** Arrays that runs in other threads read, with how many do. */
  private readonly lent = new Map<HostArray, number>();
  /** Names of values that are neither those before a step nor those after it. */
  private readonly torn = new Set<string>();

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
    const spare = this.free(known?.spare);
    if (spare?.dtype !== tensor.dtype || !sameShape(spare.shape, tensor.shape)) {
      this.take(name, copyTensor(tensor));
      return;
    }
    // onnxruntime knows this memory already.
    spare.data.set(tensor.data);
    this.take(name, spare);
  }

  delete(name: string): void {
    this.values.delete(name);
    this.torn.delete(name);
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
    return this.free(spare) ?? emptyTensor(tensor.dtype, tensor.shape);
  }

  /**
   * Keeps the memory of values as it is while a run in another thread reads it, whatever other runs make of the state.
   * @returns what ends that
   */
  lend(names: readonly string[]): () => void {
    const arrays = names.map((name) => this.view(name).data);
    for (const array of arrays) this.lent.set(array, (this.lent.get(array) ?? 0) + 1);
    return () => {
      for (const array of arrays) {
        const others = this.lent.get(array)! - 1;
        if (others > 0) this.lent.set(array, others);
        else this.lent.delete(array);
      }
    };
  }

  /** Gives a value memory of its own where a run in another thread reads it, so that it can be changed in place. */
  detach(name: string): void {
    const tensor = this.view(name);
    if (this.lent.has(tensor.data)) this.take(name, copyTensor(tensor));
  }

  /** Gives up values that a step was writing in place when it failed: from now on they can only be set anew. */
  tear(names: readonly string[]): void {
    for (const name of names) this.torn.add(name);
  }

  private free(spare: HostTensor | undefined): HostTensor | undefined {
    return spare && this.lent.has(spare.data) ? undefined : spare;
  }

  /** Takes a tensor as the value; the memory of the one before is free for the next. */
  take(name: string, tensor: HostTensor): void {
    this.torn.delete(name);
    const known = this.values.get(name);
    const before = known?.tensor;
    if (known && before?.data === tensor.data) {
      // It was changed in place, and the next value will be as well.
      this.values.set(name, { tensor: before, version: this.versions++, spare: undefined });
      return;
    }
    const isAlike = before?.dtype === tensor.dtype && sameShape(before.shape, tensor.shape);
    this.values.set(name, { tensor, version: this.versions++, spare: isAlike ? before : undefined });
  }

  private value(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw new Error(`The state has no ${name}.`);
    if (this.torn.has(name)) {
      throw new WeightsError(
        'The last training step failed halfway, so the weights and the optimizer are neither those before it nor those after it.',
        'Bring back what `getState` gave, or a checkpoint, or make the model again.',
      );
    }
    return value;
  }
}
