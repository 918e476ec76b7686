import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Compared } from './compare.ts';
import { larger } from './difference.ts';
import type { ObservedEngine } from './observe.ts';
import { unexplained } from './rounding.ts';

/** Differences from the first engine by the names of the others: null where there is nothing to compare, NaN where a number is none. */
export type Differences = Readonly<Record<string, number | null>>;

/**
 * How much the results of the first engine change where every weight and every float of an input moves by up to eight
 * steps of float32, the most of several draws: null where nothing was to be explained.
 */
export interface Rounding {
  readonly output: number | null;
  readonly gradient: number | null;
  readonly update: number | null;
}

export interface VerifiedLayer {
  readonly name: string;
  readonly class: string;
  /** Of all that it gives, outside of training, before each step. */
  readonly output: Differences;
  /** Of the gradients of its weights, in each step. */
  readonly gradient: Differences;
  /**
   * Of what each step makes of its weights, as a share of the largest change; entries whose gradient is rounding alone,
   * of which an optimizer such as Adam makes whole steps, are left out.
   */
  readonly update: Differences;
  /** Measured where a difference is above the tolerance, else absent. */
  readonly rounding?: Rounding;
}

export interface Verification {
  readonly model: string;
  readonly batchSize: number;
  /** 0 where nothing of the model is trained: outputs alone were compared. */
  readonly steps: number;
  readonly tolerance: number;
  readonly engines: readonly { readonly name: string; readonly description: string }[];
  readonly layers: readonly VerifiedLayer[];
  /** Of the total loss. */
  readonly loss: Differences;
  /** What such steps of float32 change of the total loss; measured where a difference is above the tolerance. */
  readonly lossRounding?: number | null;
  /** The largest of all; NaN where a number is none. */
  readonly largest: number;
  /** The most that rounding makes of any layer; measured where a difference is above the tolerance. */
  readonly largestRounding?: number;
  /** Whether every difference passes: none above the tolerance, or, without a given one, above what rounding makes. */
  readonly agrees: boolean;
}

/** What was run, and what was found. */
export interface Findings {
  readonly graph: ModelGraph;
  readonly engines: readonly ObservedEngine[];
  readonly settings: Pick<Verification, 'batchSize' | 'tolerance' | 'steps'>;
  /** By the names of all engines but the first. */
  readonly compared: ReadonlyMap<string, Compared>;
  /** Absent where nothing was to be explained. */
  readonly rounding: Compared | undefined;
  /** Whether a difference passes that rounding explains. */
  readonly excuses: boolean;
}

export function reportOf({ graph, engines, settings, compared, rounding, excuses }: Findings): Verification {
  const of = (get: (each: Compared) => number | undefined): Differences =>
    Object.fromEntries([...compared].map(([name, each]) => [name, get(each) ?? null]));
  const layers = graph.layers.map((layer) => ({
    name: layer.name,
    class: layer.class,
    output: of(({ outputs }) => outputs.get(layer)),
    gradient: of(({ gradients }) => gradients.get(layer)),
    update: of(({ updates }) => updates.get(layer)),
    ...(rounding && { rounding: roundingOf(layer, rounding) }),
  }));
  const loss = of((each) => each.loss);
  const all = [...layers.flatMap(({ output, gradient, update }) => [output, gradient, update]), loss];
  const largest = largestOf(all.flatMap((each) => Object.values(each)));
  const measured = layers.flatMap((layer) => (layer.rounding ? Object.values(layer.rounding) : []));
  const isExplained = [...compared.values()].every(
    (each) => !unexplained(each, excuses ? rounding : undefined, settings.tolerance).any,
  );
  return {
    model: graph.name,
    ...settings,
    engines: engines.map(({ name, description }) => ({ name, description })),
    layers,
    loss,
    ...(rounding && {
      lossRounding: rounding.loss ?? null,
      largestRounding: largestOf([...measured, rounding.loss]),
    }),
    largest,
    agrees: !Number.isNaN(largest) && isExplained,
  };
}

function roundingOf(layer: LayerInstance, { outputs, gradients, updates }: Compared): Rounding {
  return {
    output: outputs.get(layer) ?? null,
    gradient: gradients.get(layer) ?? null,
    update: updates.get(layer) ?? null,
  };
}

function largestOf(values: readonly (number | null | undefined)[]): number {
  return values.reduce<number>((most, value) => larger(most, value ?? undefined)!, 0);
}
