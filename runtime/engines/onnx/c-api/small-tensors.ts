import type { HostTensor } from '../../engine.ts';
import { emptyTensor, sameShape } from '../tensors.ts';
import type { Values } from './values.ts';

/** Copying so many bytes takes less time than to tell onnxruntime of the memory that has them. */
const mostBytes = 16_384;

interface Kept {
  readonly tensor: HostTensor;
  readonly address: bigint;
}

/**
 * Memory for the small inputs or results of a session, which onnxruntime has been told of once. What a run takes is
 * copied into it, and what it gives out of it.
 */
export class SmallTensors {
  private readonly values: Values;
  /** By place among the inputs, or the results. */
  private readonly kept: (Kept | undefined)[] = [];

  constructor(values: Values) {
    this.values = values;
  }

  /** Whether a tensor with so many numbers is small; all numbers have four bytes or one. */
  static takes(numbers: number): boolean {
    return numbers * 4 <= mostBytes;
  }

  /** The address of a copy, which holds up to the next call for the same place. */
  copyIn(place: number, tensor: HostTensor): bigint {
    const { tensor: copy, address } = this.at(place, tensor);
    copy.data.set(tensor.data);
    return address;
  }

  /** The address of memory for a result. */
  addressOf(place: number, result: Pick<HostTensor, 'dtype' | 'shape'>): bigint {
    return this.at(place, result).address;
  }

  /** A copy of the result at a place. */
  copyOut(place: number): HostTensor {
    const { tensor } = this.kept[place]!;
    return { ...tensor, data: tensor.data.slice() };
  }

  release(): void {
    for (const each of this.kept) if (each) this.values.release(each.address);
    this.kept.length = 0;
  }

  private at(place: number, { dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): Kept {
    const known = this.kept[place];
    if (known && sameShape(known.tensor.shape, shape)) return known;
    if (known) this.values.release(known.address);
    const tensor = emptyTensor(dtype, shape);
    const kept = { tensor, address: this.values.create(tensor) };
    this.kept[place] = kept;
    return kept;
  }
}
