import type { BuiltLayer } from './graph-builder.ts';

/**
 * Makes layers, or gives the same ones again: a second use of something shared walks the same text with the
 * same parameters, so it asks for its layers in the same order.
 */
export class Maker {
  readonly #layers: BuiltLayer[] = [];
  readonly #children: Maker[] = [];
  #nextLayer = 0;
  #nextChild = 0;

  /** Starts a use from the beginning. */
  begin(): this {
    this.#nextLayer = 0;
    this.#nextChild = 0;
    return this;
  }

  /** The next layer of an earlier use; undefined where this use is the first. */
  layer(): BuiltLayer | undefined {
    const layer = this.#layers[this.#nextLayer];
    if (layer) this.#nextLayer++;
    return layer;
  }

  /** Keeps a layer for later uses. */
  add(layer: BuiltLayer): BuiltLayer {
    this.#layers[this.#nextLayer++] = layer;
    return layer;
  }

  /** The maker of a `shared` declared within. */
  child(): Maker {
    const index = this.#nextChild++;
    return (this.#children[index] ??= new Maker());
  }
}
