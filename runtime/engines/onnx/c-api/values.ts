import type { HostTensor } from '../../engine.ts';
import { sameShape } from '../tensors.ts';
import type { OrtLibrary } from './library.ts';

/** onnxruntime's numbers of element types. */
const types = { float32: 1, float16: 1, uint8: 2, int32: 6, int64: 6, bool: 9 } as const;

/** A tensor as onnxruntime sees it, in memory that stays ours. */
interface Value {
  readonly address: bigint;
  readonly shape: readonly number[];
}

/**
 * Tensors as onnxruntime sees them, by the arrays that hold their numbers. Those of state are met in every step and
 * are kept as long as their arrays.
 */
export class Values {
  private readonly library: OrtLibrary;
  private readonly known = new WeakMap<object, Value>();
  /** Arrays that were lent for a run before. */
  private readonly lent = new WeakSet<object>();
  private readonly gone: FinalizationRegistry<bigint>;

  constructor(library: OrtLibrary) {
    this.library = library;
    this.gone = new FinalizationRegistry((address) => this.release(address));
  }

  /** Makes a value; the array must be kept until it is released. */
  create({ dtype, shape, data }: HostTensor): bigint {
    const { library } = this;
    const sizes = BigInt64Array.from(shape, BigInt);
    const value = library.make(
      'createTensorWithData',
      library.memory,
      data,
      data.byteLength,
      sizes,
      sizes.length,
      types[dtype],
    );
    return library.koffi.address(value);
  }

  release(address: bigint): void {
    this.library.release('releaseValue', address);
  }

  /** Values for one run, which is over when they are released. */
  lend(): LentValues {
    return new LentValues(this);
  }

  /**
   * Notes that an array is lent: most come once, but batches are put together in the same place.
   * @returns whether it is for the first time
   */
  noteLent({ data }: HostTensor): boolean {
    const isFirst = !this.lent.has(data);
    if (isFirst) this.lent.add(data);
    return isFirst;
  }

  /** The address of a value that is kept as long as its array; the array must be kept while it is in use. */
  addressOf(tensor: HostTensor): bigint {
    const { data, shape } = tensor;
    const known = this.known.get(data);
    if (known && sameShape(known.shape, shape)) return known.address;
    const address = this.create(tensor);
    this.known.set(data, { address, shape });
    this.gone.register(data, address);
    return address;
  }
}

/**
 * Values for one run, with the tensors behind them: nobody else may hold an array while onnxruntime reads or writes it,
 * and what nobody holds is collected as garbage.
 */
export class LentValues {
  private readonly values: Values;
  private readonly lent: {
    readonly address: bigint;
    readonly tensor: HostTensor;
    readonly isOnce: boolean;
  }[] = [];

  constructor(values: Values) {
    this.values = values;
  }

  addressOf(tensor: HostTensor): bigint {
    const isOnce = this.values.noteLent(tensor);
    const address = isOnce ? this.values.create(tensor) : this.values.addressOf(tensor);
    this.lent.push({ address, tensor, isOnce });
    return address;
  }

  release(): void {
    for (const { address, isOnce } of this.lent) if (isOnce) this.values.release(address);
    this.lent.length = 0;
  }
}
