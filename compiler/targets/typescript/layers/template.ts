/** A class written once for a layer that tfjs lacks, with arguments of its own. */
export interface LayerTemplate {
  /** Keras's class, which the generated one bears too. */
  readonly class: string;
  /** Arguments that it takes, in camel case there; others must have their defaults. */
  readonly arguments: readonly string[];
  /** The class, by the name that it gets. */
  readonly text: (name: string) => string;
}
