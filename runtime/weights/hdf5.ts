import type * as Library from 'h5wasm';
import type { Dataset, Group } from 'h5wasm';
import { WeightsError } from '../errors.ts';
import { refuseBomb, type UnpackLimits } from '../files.ts';
import { heapsCanBeRead } from './hdf5-heaps.ts';
import { halfToNumber } from '../../compiler/ops/half-precision.ts';

/** How every HDF5 file begins. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Groups of Keras's files stand a few levels deep: what goes deeper was made to exhaust its reader. */
const deepest = 200;

/** A group of an HDF5 file that nobody needs to trust. */
export interface Hdf5Group {
  /** The names in it, as they are stored. */
  keys(): readonly string[];
  /** @throws WeightsError where a dataset of that name, or a link that leads out of the file, is there instead */
  group(name: string): Hdf5Group | undefined;
  /** @throws WeightsError where there is no dataset of that name that holds numbers of its own */
  numbers(name: string): Hdf5Numbers;
  /** An attribute that is one text. */
  text(attribute: string): string | undefined;
  /** An attribute that is a list of texts; undefined where it is missing. */
  texts(attribute: string): readonly string[] | undefined;
}

/** A dataset whose size has been held against the limit, and whose numbers are still in the file. */
export interface Hdf5Numbers {
  readonly shape: readonly number[];
  /** @throws WeightsError where they are damaged */
  read(): Float32Array;
}

type H5Module = Awaited<typeof Library.ready>;

/**
 * Reads an HDF5 file in memory. HDF5 files can point at any other file; the library gets a file system of its own
 * with nothing else in it, so that there is nothing to point at, and links, virtual datasets and external storage
 * are refused by name.
 * @param bytes the file; it becomes the library's
 * @param source the path, for messages
 * @throws WeightsError where the file is broken, holds something else than Keras writes, or would fill the memory
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  source: string,
  limits: UnpackLimits,
  use: (root: Hdf5Group) => T,
): Promise<T> {
  const broken = () => new WeightsError(`${source} is not a whole HDF5 file of Keras.`);
  if (signature.some((byte, index) => bytes[index] !== byte) || !heapsCanBeRead(bytes)) throw broken();
  const h5wasm = await import('h5wasm');
  const module = await h5wasm.ready;
  isolate(module);
  const path = '/weights.h5';
  module.FS.writeFile(path, bytes);
  try {
    const file = new h5wasm.File(path, 'r');
    try {
      return use(new Reader(h5wasm, module, source, limits, bytes.length).open(file, 0));
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof WeightsError || (error instanceof Error && error.name === 'KmodelError'))
      throw error;
    throw broken();
  } finally {
    module.FS.unlink(path);
  }
}

let isolated = false;

/**
 * Takes from the library's file system what leads to this process: its standard input, and the standard error to
 * which HDF5 writes a page about every error.
 */
function isolate(module: H5Module): void {
  if (isolated) return;
  const files = module.FS as unknown as LibraryFiles;
  for (const name of ['stdin', 'stdout', 'stderr', 'tty', 'tty1']) files.unlink(`/dev/${name}`);
  const errors = files.getStream(2);
  errors.stream_ops = { ...errors.stream_ops, write: (_stream, _buffer, _offset, length) => length };
  isolated = true;
}

/** What h5wasm's declarations leave out of its file system, which is Emscripten's. */
interface LibraryFiles {
  unlink(path: string): void;
  getStream(descriptor: number): {
    stream_ops: { write: (stream: unknown, buffer: unknown, offset: number, length: number) => number };
  };
}

/** Opens the groups of one file, each once. */
class Reader {
  private readonly library: typeof Library;
  private readonly module: H5Module;
  private readonly source: string;
  private readonly limits: UnpackLimits;
  private readonly fileSize: number;
  private readonly seen = new Set<string>();
  private unpacked = 0;

  constructor(
    library: typeof Library,
    module: H5Module,
    source: string,
    limits: UnpackLimits,
    fileSize: number,
  ) {
    this.library = library;
    this.module = module;
    this.source = source;
    this.limits = limits;
    this.fileSize = fileSize;
  }

  /** @throws WeightsError for a group that was opened before: links that share groups can go on for ever */
  open(group: Group, depth: number): Hdf5Group {
    if (depth > deepest) throw this.refused(`the group \`${group.path.slice(0, 60)}…\` stands too deep`);
    const identity = group.create_reference().ref_data.join();
    if (this.seen.has(identity)) throw this.refused(`the group \`${group.path}\` is another one by a link`);
    this.seen.add(identity);
    return {
      keys: () => group.keys(),
      group: (name) => {
        const found = this.find(group, name);
        if (found === undefined) return undefined;
        if (!(found instanceof this.library.Group))
          throw this.refused(`\`${pathOf(group, name)}\` is no group`);
        return this.open(found, depth + 1);
      },
      numbers: (name) => {
        const found = this.find(group, name);
        if (!(found instanceof this.library.Dataset))
          throw this.refused(`\`${pathOf(group, name)}\` is no dataset`);
        return this.examine(found, pathOf(group, name));
      },
      text: (attribute) => {
        const value = attributeOf(group, attribute);
        return typeof value === 'string' ? value : undefined;
      },
      texts: (attribute) => {
        const value = attributeOf(group, attribute);
        return value === undefined ? undefined : Array.isArray(value) ? value.map(String) : [];
      },
    };
  }

  /** @throws WeightsError for a link that leads out of the file */
  private find(group: Group, name: string): Exclude<ReturnType<Group['get']>, null> | undefined {
    const found = group.get(name);
    if (found instanceof this.library.ExternalLink)
      throw this.refused(
        `\`${pathOf(group, name)}\` is a link to another file, which kmodel does not follow`,
      );
    return found ?? undefined;
  }

  private examine(dataset: Dataset, path: string): Hdf5Numbers {
    const { metadata, shape } = dataset;
    if (metadata.virtual_sources)
      throw this.refused(`\`${path}\` is put together from other files, which kmodel does not follow`);
    if (!shape) throw this.refused(`\`${path}\` has no shape`);
    const decode = decoderOf(this.module, metadata);
    if (!decode) throw this.refused(`\`${path}\` holds no plain numbers`);
    const size = metadata.size * metadata.total_size;
    this.unpacked += size;
    if (this.unpacked > this.fileSize) refuseBomb(this.source, this.unpacked, this.limits);
    return { shape, read: () => decode(this.bytesOf(dataset, size, path)) };
  }

  private bytesOf(dataset: Dataset, size: number, path: string): ArrayBuffer {
    const { module } = this;
    const place = module._malloc(size);
    if (place === 0) throw this.refused(`\`${path}\` is too large for this reader`);
    try {
      const status = module.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(place));
      if (status < 0)
        throw this.refused(
          `the numbers of \`${path}\` are damaged, or kept in another file, which kmodel does not open`,
        );
      return module.HEAPU8.slice(place, place + size).buffer as ArrayBuffer;
    } finally {
      module._free(place);
    }
  }

  private refused(what: string): WeightsError {
    return new WeightsError(
      `${this.source} holds no weights that can be read: ${what}.`,
      'Save it again with Keras.',
    );
  }
}

function pathOf(group: Group, name: string): string {
  return `${group.path === '/' ? '' : group.path}/${name}`;
}

function attributeOf(group: Group, name: string): unknown {
  return Object.hasOwn(group.attrs, name) ? group.attrs[name]!.value : undefined;
}

type Decode = (buffer: ArrayBuffer) => Float32Array;

/** Numbers of every width as float32, the library having brought their bytes into little-endian order. */
function decoderOf(
  module: H5Module,
  { type, size, signed }: { readonly type: number; readonly size: number; readonly signed: boolean },
): Decode | undefined {
  const { H5T_INTEGER, H5T_FLOAT } = module.H5T_class_t;
  if (type === H5T_FLOAT.value) return floats.get(size);
  return type === H5T_INTEGER.value ? (signed ? signedIntegers : unsignedIntegers).get(size) : undefined;
}

const floats: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [2, (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber)],
  [4, (buffer) => new Float32Array(buffer)],
  [8, (buffer) => Float32Array.from(new Float64Array(buffer))],
]);

const signedIntegers: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [1, (buffer) => Float32Array.from(new Int8Array(buffer))],
  [2, (buffer) => Float32Array.from(new Int16Array(buffer))],
  [4, (buffer) => Float32Array.from(new Int32Array(buffer))],
  [8, (buffer) => Float32Array.from(new BigInt64Array(buffer), Number)],
]);

const unsignedIntegers: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [1, (buffer) => Float32Array.from(new Uint8Array(buffer))],
  [2, (buffer) => Float32Array.from(new Uint16Array(buffer))],
  [4, (buffer) => Float32Array.from(new Uint32Array(buffer))],
  [8, (buffer) => Float32Array.from(new BigUint64Array(buffer), Number)],
]);
