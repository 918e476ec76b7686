import type { HostTensor } from '../../engine.ts';
import type { OrtLibrary } from './library.ts';

/** onnxruntime's numbers of element types. */
const types = { float32: 1, float16: 1, uint8: 2, int32: 6, int64: 6, bool: 9 } as const;

/** A tensor as onnxruntime sees it, in memory that stays ours. */
interface Value {
  readonly address: bigint;
  readonly shape: string;
}

/**
 * Tensors as onnxruntime sees them, by the arrays that hold their numbers. Those of state are met in every step and
 * are kept as long as their arrays.
 */
export class Values {
  private readonly library: OrtLibrary;
  private readonly known = new WeakMap<object, Value>();
  private readonly gone: FinalizationRegistry<bigint>;

  constructor(library: OrtLibrary) {
    this.library = library;
    this.gone = new FinalizationRegistry((address) => this.release(address));
  }

  /** Makes a value for one run; the array must be kept until it is released. */
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

  /** The address of a value that is kept as long as its array; the array must be kept while it is in use. */
  addressOf(tensor: HostTensor): bigint {
    const { data, shape } = tensor;
    const known = this.known.get(data);
    const text = shape.join();
    if (known?.shape === text) return known.address;
    const address = this.create(tensor);
    this.known.set(data, { address, shape: text });
    this.gone.register(data, address);
    return address;
  }
}
