import type { HostArray, HostTensor } from '../../engines/engine.ts';
import type { RawBatch } from '../../preprocessing/raw-batch.ts';
import type { StringData } from '../tensor-like.ts';
import type { MemorySamples } from '../samples.ts';
import { wordSize, type NumberField, type RecordLayout, type WordField } from './record-layout.ts';
import { TemporaryFile } from './temporary-file.ts';
import { WordFile } from './word-file.ts';

/** Samples in a file, one record each, so that any of them is read at once. */
export class RowFile {
  readonly layout: RecordLayout;
  private readonly records: TemporaryFile;
  private readonly words: WordFile | undefined;
  private rows = 0;

  /** @throws KmodelError where nothing can be written to the folder */
  constructor(folder: string, layout: RecordLayout) {
    this.layout = layout;
    this.records = new TemporaryFile(folder);
    this.words = layout.words.length > 0 ? new WordFile(folder) : undefined;
  }

  /** How many samples there are. */
  get count(): number {
    return this.rows;
  }

  /** What it takes of the disk, in bytes. */
  get size(): number {
    return this.records.size + (this.words?.size ?? 0);
  }

  /** @throws KmodelError where there is no room */
  append(samples: MemorySamples): void {
    const { layout } = this;
    const bytes = new Uint8Array(samples.count * layout.size);
    layout.numbers.forEach((field, index) => putNumbers(bytes, layout.size, field, samples.columns[index]!));
    layout.words.forEach((field, index) => this.putWords(bytes, field, samples.words[index]!.tensor));
    this.records.append(bytes);
    this.rows += samples.count;
  }

  /** Ends the writing. */
  flush(): void {
    this.records.flush();
    this.words?.flush();
  }

  /** The samples from `start` to before `end`. */
  slice(start: number, end: number): RawBatch {
    const { size } = this.layout;
    const bytes = new Uint8Array((end - start) * size);
    this.records.read(start * size, bytes);
    return { ...this.batchOf(bytes, end - start), first: start };
  }

  /** The samples at the given places, in that order. */
  take(rows: ArrayLike<number>): RawBatch {
    const { size } = this.layout;
    const bytes = new Uint8Array(rows.length * size);
    for (let start = 0; start < rows.length;) {
      // What stands side by side is read at once.
      let end = start + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
      this.records.read(rows[start]! * size, bytes, start * size, (end - start) * size);
      start = end;
    }
    return this.batchOf(bytes, rows.length);
  }

  close(): void {
    this.records.close();
    this.words?.close();
  }

  private batchOf(bytes: Uint8Array<ArrayBuffer>, count: number): RawBatch {
    const { numbers, words, size } = this.layout;
    const missing = numbers.flatMap((field) => {
      const gaps = field.gaps === undefined ? undefined : takeBytes(bytes, size, field.gaps, field.width);
      return gaps?.includes(1) ? [[field.name, gaps] as const] : [];
    });
    return {
      feeds: Object.fromEntries(numbers.map((field) => [field.feed, takeNumbers(bytes, size, field, count)])),
      words: Object.fromEntries(words.map((field) => [field.name, this.takeWords(bytes, field, count)])),
      missing: Object.fromEntries(missing),
    };
  }

  private putWords(bytes: Uint8Array<ArrayBuffer>, field: WordField, { data }: StringData): void {
    const view = new DataView(bytes.buffer);
    data.forEach((word, index) => {
      const { position, length } = this.words!.write(word);
      const at = this.placeOf(field, index);
      view.setFloat64(at, position, true);
      view.setInt32(at + 8, length, true);
    });
  }

  private takeWords(bytes: Uint8Array<ArrayBuffer>, field: WordField, count: number): StringData {
    const view = new DataView(bytes.buffer);
    const data = Array.from({ length: count * field.width }, (_, index) => {
      const at = this.placeOf(field, index);
      return this.words!.read({ position: view.getFloat64(at, true), length: view.getInt32(at + 8, true) });
    });
    return { shape: [count, ...field.shape], data };
  }

  private placeOf({ offset, width }: WordField, index: number): number {
    return Math.floor(index / width) * this.layout.size + offset + (index % width) * wordSize;
  }
}

type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The numbers of records as one array, whose entries stand `stride` apart from record to record. */
function viewOf(bytes: Uint8Array<ArrayBuffer>, size: number, { stored, offset }: NumberField) {
  const { buffer } = bytes;
  if (stored === 'uint8') return { view: bytes, start: offset, stride: size };
  const view = stored === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer);
  return { view, start: offset / 4, stride: size / 4 };
}

function putNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  field: NumberField,
  { tensor: { data }, missing }: { readonly tensor: HostTensor; readonly missing?: Uint8Array },
): void {
  const { width } = field;
  const { view, start, stride } = viewOf(bytes, size, field);
  const count = bytes.length / size;
  for (let row = 0; row < count; row++)
    for (let place = 0; place < width; place++)
      view[start + row * stride + place] = data[row * width + place]!;
  if (!missing || field.gaps === undefined) return;
  for (let row = 0; row < count; row++)
    bytes.set(missing.subarray(row * width, (row + 1) * width), row * size + field.gaps);
}

/** Wider rows are copied as a whole. */
const widestLoop = 16;

function takeNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  field: NumberField,
  count: number,
): HostTensor {
  const { width, dtype, shape } = field;
  const { view, start, stride } = viewOf(bytes, size, field);
  const data: Numbers =
    dtype === 'float32'
      ? new Float32Array(count * width)
      : dtype === 'int32'
        ? new Int32Array(count * width)
        : new Uint8Array(count * width);
  for (let row = 0; row < count; row++) {
    const from = start + row * stride;
    if (width > widestLoop) data.set(view.subarray(from, from + width), row * width);
    else for (let place = 0; place < width; place++) data[row * width + place] = view[from + place]!;
  }
  return { dtype, shape: [count, ...shape], data: data satisfies HostArray };
}

function takeBytes(bytes: Uint8Array, size: number, offset: number, width: number): Uint8Array {
  const count = bytes.length / size;
  const taken = new Uint8Array(count * width);
  for (let row = 0; row < count; row++)
    taken.set(bytes.subarray(row * size + offset, row * size + offset + width), row * width);
  return taken;
}
