/**
 * Values of arguments after checking: plain data, ready for JSON.
 * `none` is `null`; Keras tuples are lists.
 */
export type ArgumentValue =
  number | string | boolean | null | readonly ArgumentValue[] | ComponentValue | LayerValue;

export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** What kind of object an argument takes: each has its own registry in `compiler/components/`. */
export type ComponentCategory =
  | 'activation'
  | 'initializer'
  | 'regularizer'
  | 'constraint'
  | 'loss'
  | 'metric'
  | 'optimizer'
  | 'schedule'
  | 'callback';

/** An object such as `HeNormal(seed: 1)` or a bare name such as `relu`, with every argument filled in. */
export interface ComponentValue {
  readonly kind: 'component';
  readonly category: ComponentCategory;
  /** The canonical Keras name: `HeNormal`, `MeanSquaredError`; for activations `relu`. */
  readonly name: string;
  readonly args: Arguments;
  /** The text by which the user called it (`mse`, `acc`), where that differs: metrics log it. */
  readonly alias?: string;
}

/** A layer as the argument of a wrapper: `Bidirectional(LSTM(32))`. */
export interface LayerValue {
  readonly kind: 'layer';
  readonly class: string;
  readonly args: Arguments;
  readonly trainable: boolean;
}
