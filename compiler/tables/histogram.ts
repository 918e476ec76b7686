/** How many values of a column stay in memory to draw it. */
const capacity = 1024;

/**
 * A sample of a column's numbers in bounded memory, every one of them equally likely (Vitter 1985, algorithm R), by
 * the same rule each time.
 */
export class Sample {
  readonly #values: number[] = [];
  #seen = 0;
  #state = 1;

  add(value: number): void {
    this.#seen++;
    if (this.#values.length < capacity) {
      this.#values.push(value);
      return;
    }
    // Numerical Recipes' generator: what is drawn here is looked at, never trained on.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    const place = Math.floor((this.#state / 2 ** 32) * this.#seen);
    if (place < capacity) this.#values[place] = value;
  }

  /** How many values of the sample fall into each of so many equal parts from `min` to `max`. */
  histogram(bins: number, min: number, max: number): readonly number[] {
    const counts = Array.from({ length: bins }, () => 0);
    for (const value of this.#values) {
      const share = max > min ? (value - min) / (max - min) : 0;
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(share * bins)));
      counts[bin]!++;
    }
    return counts;
  }
}
