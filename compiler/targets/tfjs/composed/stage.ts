import type { LayerInstance } from '../../../graph/model-graph.ts';
import type { TensorType } from '../../../shapes/types.ts';
import type { TfjsConfig, TfjsValue } from '../types.ts';

/** A layer of tfjs among those that say a layer which tfjs-layers lacks: `tf.layers.<factory>(config)`. */
export interface ComposedStage {
  readonly factory: string;
  readonly config: TfjsConfig;
  /**
   * The places of the stages that it takes, {@link taken} for what the layer itself takes; absent where it takes the
   * stage before.
   */
  readonly takes?: readonly number[];
  /** Its weights, which stay as they are; absent where it has none. */
  readonly weights?: readonly ComposedWeight[];
  /** Full names of weights of the model that it has instead, and trains: the numbers are the same, in its own shape. */
  readonly trained?: readonly string[];
}

/** The place of what the layer itself takes among its stages. */
export const taken = -1;

export interface ComposedWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A layer that is said by others, where it stands. */
export interface ComposedSite {
  readonly layer: LayerInstance;
  readonly input: TensorType;
  readonly output: TensorType;
  /** Numbers that it has learned, by the name of the weight that they are: `mean`. */
  readonly learned: (name: string) => ArrayLike<number>;
}

/** The stages, of which the last one gives the result; undefined where tfjs's layers cannot say it there. */
export type Composition = (site: ComposedSite) => readonly ComposedStage[] | undefined;

/** `x · scale + offset`. */
export function rescaling(scale: TfjsValue, offset: TfjsValue): ComposedStage {
  return { factory: 'rescaling', config: { scale, offset } };
}

/** Stages behind others, which give what they take. */
export function behind(
  first: readonly ComposedStage[],
  next: readonly ComposedStage[],
): readonly ComposedStage[] {
  const moved = next.map((stage): ComposedStage =>
    stage.takes ? { ...stage, takes: stage.takes.map((place) => place + first.length) } : stage,
  );
  return [...first, ...moved];
}

/** A dense layer without activation, of given numbers: `kernel` row by row. */
export function linear(rows: number, kernel: Float32Array, bias?: Float32Array): ComposedStage {
  const units = kernel.length / rows;
  const given = { shape: [rows, units], data: kernel };
  return {
    factory: 'dense',
    config: { units, useBias: bias !== undefined },
    weights: bias ? [given, { shape: [units], data: bias }] : [given],
  };
}

/** A change of shape; undefined where tfjs cannot tell the sizes, of which one may be open. */
export function reshape(shape: TensorType['shape']): ComposedStage | undefined {
  const sizes = shape.map((size) => (typeof size === 'number' ? size : -1));
  if (sizes.filter((size) => size === -1).length > 1) return undefined;
  return { factory: 'reshape', config: { targetShape: sizes } };
}

/** The stages where all are there. */
export function chainOf(
  stages: readonly (ComposedStage | undefined)[],
): readonly ComposedStage[] | undefined {
  const known = stages.filter((stage) => stage !== undefined);
  return known.length === stages.length ? known : undefined;
}
