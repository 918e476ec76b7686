import type { Arguments, ArgumentValue } from '../../../declarations/values.ts';
import type { TensorType } from '../../../shapes/types.ts';

/** How tfjs-layers 4.22 says a layer. Arguments keep their meaning and become camel case unless stated. */
export interface Counterpart {
  /** `tf.layers.<factory>` */
  readonly factory: string;
  /** tfjs's names of arguments where they are not ours in camel case. */
  readonly names?: Readonly<Record<string, string>>;
  /** tfjs's defaults, in our values, where they are not Keras's; undefined where tfjs has none. */
  readonly defaults?: Readonly<Record<string, ArgumentValue | undefined>>;
  /** Arguments that tfjs lacks, with the values that it works by. Others make the layer a missing one. */
  readonly fixed?: Readonly<Record<string, ArgumentValue>>;
  /** Arguments that tfjs lacks and that change nothing but random numbers or speed. */
  readonly ignored?: readonly string[];
  /** Arguments that tfjs takes as lists only, never as one number. */
  readonly lists?: readonly string[];
  /** True where tfjs has it with `data_format: channels_first`, too, and does the same. */
  readonly eitherFormat?: boolean;
  /** Arguments as tfjs wants them, where names alone do not do. */
  readonly adapt?: (site: CounterpartSite) => Arguments;
  /** Why tfjs cannot do it here, the middle of a sentence; undefined where it can. */
  readonly misfit?: (site: CounterpartSite) => string | undefined;
  /** Why tfjs trains it in another way here, though it predicts the same. */
  readonly trainsDifferently?: (site: CounterpartSite) => string | undefined;
}

/** Where a layer stands. */
export interface CounterpartSite {
  readonly args: Arguments;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  /** True where a Keras mask comes with one of the inputs. */
  readonly masked: boolean;
  /** True where any tensor of the model has a mask: tfjs then hands it to layers that should not see it. */
  readonly modelHasMasks: boolean;
  readonly trainable: boolean;
}

export type Counterparts = Readonly<Record<string, Counterpart>>;

/** Why tfjs's layer cannot stand where a mask counts. */
export function unlessMasked(what: string): NonNullable<Counterpart['misfit']> {
  return ({ masked }) => (masked ? `tfjs's ${what} does not leave masked steps out` : undefined);
}
