import type { FittedState, Fitter, HostEntries } from '../../../declarations/adaptation.ts';

/**
 * Mean and population variance of all that stands at the same places of some axes, gathered in double precision from
 * parts (Chan, Golub and LeVeque, 1979).
 */
export class Moments implements Fitter {
  private readonly places: readonly number[];
  private count = 0;
  private mean: Float64Array;
  private squares: Float64Array;

  /**
   * @param places the axes of a sample that are kept apart, ascending
   * @param size the product of their sizes
   */
  constructor(places: readonly number[], size: number) {
    this.places = places;
    this.mean = new Float64Array(size);
    this.squares = new Float64Array(size);
  }

  add({ shape, data }: HostEntries): void {
    const size = this.mean.length;
    const count = data.length / size;
    if (!(count > 0)) return;
    const place = placeReader(shape, this.places);
    const sums = new Float64Array(size);
    for (let index = 0; index < data.length; index++) sums[place(index)]! += Number(data[index]);
    const part = sums.map((sum) => sum / count);
    const squares = new Float64Array(size);
    for (let index = 0; index < data.length; index++)
      squares[place(index)]! += (Number(data[index]) - part[place(index)]!) ** 2;
    const all = this.count + count;
    for (let at = 0; at < size; at++) {
      const difference = part[at]! - this.mean[at]!;
      this.mean[at]! += (difference * count) / all;
      this.squares[at]! += squares[at]! + (difference * difference * this.count * count) / all;
    }
    this.count = all;
  }

  finish(): FittedState {
    if (this.count === 0) throw new Error('the data hold no numbers to learn from');
    return {
      mean: Float32Array.from(this.mean),
      variance: Float32Array.from(this.squares, (sum) => sum / this.count),
    };
  }
}

/** Where an entry of an array stands among the places that are kept apart. */
function placeReader(shape: readonly number[], places: readonly number[]): (index: number) => number {
  const axes = places.map((place) => {
    const size = shape[place + 1]!;
    return { size, stride: shape.slice(place + 2).reduce((product, each) => product * each, 1) };
  });
  return (index) => axes.reduce((at, { size, stride }) => at * size + (Math.floor(index / stride) % size), 0);
}
