import { DataError } from '../../errors.ts';
import { Pixels } from '../images/pixels.ts';
import type { LoadedArray } from '../tensor-like.ts';
import { ColumnNumbers, type NumberForm, type PlaceOf } from './columns.ts';
import type { Room } from './room.ts';

/** What a byte of an image takes of the memory: itself, and the float32 that is fed. */
const bytesOfPlace = 5;

/** The images of a column; lists of numbers may stand in their place, in all of its rows. */
export class ColumnImages {
  private readonly column: number;
  private readonly placeOf: PlaceOf;
  private readonly numbers: ColumnNumbers;
  private readonly room: Room | undefined;
  private images: Pixels[] = [];
  private kind: 'images' | 'numbers' | undefined;

  constructor(column: number, placeOf: PlaceOf, form: NumberForm, room?: Room) {
    this.column = column;
    this.placeOf = placeOf;
    this.room = room;
    this.numbers = new ColumnNumbers([column], placeOf, form, room);
  }

  /** @throws DataError for what is neither, or the other of both */
  add(cells: readonly unknown[], line: number): void {
    const cell = cells[this.column];
    const kind = cell instanceof Pixels ? 'images' : 'numbers';
    this.kind ??= kind;
    if (this.kind === 'images' && !(cell instanceof Pixels))
      throw new DataError(`${this.placeOf(line, this.column)}: the path of an image is needed.`);
    if (cell instanceof Pixels && this.kind === 'images') {
      this.room?.take(cell.data.length * bytesOfPlace);
      this.images.push(cell);
    } else this.numbers.add(cells, line);
  }

  finish(source: string): LoadedArray {
    const [first] = this.images;
    if (!first) return this.numbers.finish(source);
    const { height, width, channels } = first.size;
    const data = new Uint8Array(this.images.length * first.data.length);
    this.images.forEach((image, index) => data.set(image.data, index * first.data.length));
    const shape = [this.images.length, height, width, channels];
    this.images = [];
    return { shape, data, source };
  }
}
