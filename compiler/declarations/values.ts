import type { ComponentTypes } from './define-component.ts';
import type { SymbolicSize } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';
import type { LayerDeclaration } from './define-layer.ts';

/**
 * Values of arguments after checking: plain data, ready for JSON.
 * `none` is `null`; Keras tuples are lists.
 */
export type ArgumentValue =
  | number
  | string
  | boolean
  | null
  | readonly ArgumentValue[]
  | ComponentValue
  | ComponentByHead
  | LayerValue
  /** Where a function of tensors takes a size that is known only at run time. */
  | SymbolicSize;

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
export interface ComponentValue<C extends ComponentCategory = ComponentCategory> {
  readonly kind: 'component';
  readonly category: C;
  /** The canonical Keras name: `HeNormal`, `MeanSquaredError`; for activations `relu`. */
  readonly name: string;
  readonly args: Arguments;
  /** The text by which the user called it (`mse`, `acc`), where that differs: metrics log it. */
  readonly alias?: string;
  /** What it is and does; JSON leaves it out. */
  readonly declaration: ComponentTypes[C];
}

/** A metric of a head, with whether weights of samples and classes count for it, as for a loss. */
export type HeadMetric = ComponentValue<'metric'> & { readonly weighted?: true };

/** True for an object of a category. */
export function isComponent<C extends ComponentCategory>(
  value: ArgumentValue | undefined,
  category: C,
): value is ComponentValue<C> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'component' &&
    value.category === category
  );
}

/** A name whose meaning depends on the head where it stands: Keras's `accuracy`. */
export interface ComponentByHead<C extends ComponentCategory = 'loss' | 'metric'> {
  readonly kind: 'byHead';
  readonly category: C;
  /** As written: metrics log it. */
  readonly name: string;
  /** @param target what the data holds for the head; undefined where no loss says so */
  readonly choose: (prediction: TensorType, target?: TensorType) => ComponentValue<C>;
}

/** A layer as the argument of a wrapper: `Bidirectional(LSTM(32))`. */
export interface LayerValue {
  readonly kind: 'layer';
  readonly class: string;
  readonly args: Arguments;
  readonly trainable: boolean;
  /** What it is and does; JSON leaves it out. */
  readonly declaration: LayerDeclaration;
}
