import { buildProbeStep, probedLayers } from '../../compiler/steps/build-probe.ts';
import { modelWeights, type WeightedHead } from '../../compiler/steps/build-steps.ts';
import type { Feeds, HostTensor } from '../engines/engine.ts';
import type { Model } from '../model.ts';
import { weightsKey } from '../data/batches.ts';
import { histogramOf, normOf, type Histogram } from './histogram.ts';

/** What happens inside a model while it trains on some samples. */
export interface Inspection {
  readonly layers: readonly LayerState[];
  readonly weights: readonly WeightState[];
  readonly terms: readonly TermState[];
}

/** What a layer gives for the samples; of a shared layer, its first use. */
export interface LayerState {
  readonly layer: string;
  /** Keras's class. */
  readonly class: string;
  readonly activation: Histogram;
  /** Entries of the last axis; those that are 0 for every sample, at every place, are dead. */
  readonly units: number;
  readonly dead: number;
}

export interface WeightState {
  /** `LAYER/kernel`. */
  readonly weight: string;
  readonly value: Histogram;
  /** Null where training does not change the weight, or no loss depends on it. */
  readonly gradient: (Histogram & { readonly norm: number }) | null;
  /** Whether training may change it. */
  readonly trained: boolean;
}

/** A head with a loss, or an objective. */
export interface TermState {
  readonly term: string;
  /** Without its weight in the total. */
  readonly loss: number;
  /** Its weight in the total. */
  readonly weight: number;
  /** The length of the gradient of the weighted term, over all weights. */
  readonly pull: number;
}

/** As many samples as an inspection looks at: results of layers are held whole meanwhile. */
const mostSamples = 32;

/**
 * Looks into a model while it trains on the first samples of a batch. Nothing changes by it.
 * @param feeds what a training step is fed
 * @param weighted heads for which these hold weights
 */
export async function inspect(
  model: Model,
  feeds: Feeds,
  weighted: readonly WeightedHead[],
): Promise<Inspection> {
  const { graph } = model;
  const results = await model.runStep(
    `probe ${weightsKey(weighted)}`,
    () => buildProbeStep(graph, { weighted }),
    firstRows(feeds, mostSamples),
  );
  const numbersOf = (name: string): ArrayLike<number> => results[name]!.data;
  const weights = model.getWeights();
  return {
    layers: probedLayers(graph).map(({ layer }): LayerState => {
      const { name, class: layerClass } = graph.layers[layer]!;
      const tensor = results[`activation:${name}`]!;
      const units = tensor.shape.length > 1 ? tensor.shape.at(-1)! : 1;
      const dead = deadUnits(tensor.data, units);
      return {
        layer: name,
        class: layerClass,
        activation: histogramOf(numbersOf(`activation:${name}`)),
        units,
        dead,
      };
    }),
    weights: modelWeights(graph).map(({ name, layer, weight }): WeightState => {
      const gradient = results[`gradient:${name}`]?.data;
      return {
        weight: name,
        value: histogramOf(weights[name]!.data),
        gradient: gradient ? { ...histogramOf(gradient), norm: normOf(gradient) } : null,
        trained: layer.trainable && weight.trainable,
      };
    }),
    terms: [...graph.heads, ...(graph.objectives ?? [])].flatMap(({ name, weight }): TermState[] => {
      const loss = results[`batch:${name}`];
      if (!loss) return [];
      const pull = results[`pull:${name}`];
      return [
        {
          term: name,
          loss: Number(loss.data[0]),
          weight,
          pull: pull ? Number(pull.data[0]) : 0,
        },
      ];
    }),
  };
}

/** How many entries of the last axis are 0 everywhere. */
function deadUnits(values: ArrayLike<number>, units: number): number {
  const alive = new Uint8Array(units);
  for (let index = 0; index < values.length; index++) if (values[index] !== 0) alive[index % units] = 1;
  return values.length === 0 ? 0 : alive.reduce((count, each) => count - each, units);
}

function firstRows(feeds: Feeds, count: number): Feeds {
  return Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, rows(tensor, count)]));
}

function rows(tensor: HostTensor, count: number): HostTensor {
  const [samples = 0, ...rest] = tensor.shape;
  if (tensor.shape.length === 0 || samples <= count) return tensor;
  const size = rest.reduce((product, each) => product * each, 1);
  return { ...tensor, shape: [count, ...rest], data: tensor.data.subarray(0, count * size) } as HostTensor;
}
