import type * as TfjsCore from '@tensorflow/tfjs-core';
import type * as TfjsLayers from '@tensorflow/tfjs-layers';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { mergeLora, withoutLora } from '../../compiler/targets/merge-lora.ts';
import { withoutHostPart } from '../../compiler/graph/without-host-part.ts';
import { composedLayers, type ComposedLayers } from '../../compiler/targets/tfjs/composed/index.ts';
import type { ComposedStage, ComposedWeight } from '../../compiler/targets/tfjs/composed/stage.ts';
import { isKind, tfjsGaps, type TfjsGap } from '../../compiler/targets/tfjs/gaps.ts';
import { scalarLayerName, stageName, tfjsName } from '../../compiler/targets/tfjs/names.ts';
import { planTfjs } from '../../compiler/targets/tfjs/plan.ts';
import type { TfjsLayer, TfjsPlan, TfjsValue } from '../../compiler/targets/tfjs/types.ts';
import type { HostTensor } from '../engines/engine.ts';
import { KmodelError } from '../errors.ts';
import type { Model } from '../model.ts';
import { requireModel } from '../require-model.ts';
import { withTfjs } from './installed.ts';
import { loadTfjs } from './tensors.ts';
import { withoutInitializers } from './without-initializers.ts';

/**
 * A `tf.LayersModel` with the layers, names and weights of a model: its predictions are equal. It is not compiled:
 * losses and optimizer are the caller's choice, and Keras's are not all there. What runs before the graph, such as
 * lookups of strings, is no part of it: its inputs are their results.
 * @throws KmodelError that names every layer that tfjs-layers does not have
 */
export async function toLayersModel(model: Model): Promise<TfjsLayers.LayersModel> {
  requireModel('toLayersModel', model);
  return (await builtLayersModel(model)).layersModel;
}

/** A model of tfjs, and where its weights come from. */
export interface BuiltModel {
  readonly layersModel: TfjsLayers.LayersModel;
  /** The full names of weights in kmodel, by the names that their variables have in files of tfjs. */
  readonly weightNames: ReadonlyMap<string, string>;
}

/**
 * A `tf.LayersModel` as {@link toLayersModel} gives it, with the names of its weights.
 * @throws KmodelError that names every layer that tfjs-layers does not have
 */
export async function builtLayersModel(model: Model): Promise<BuiltModel> {
  // Factors of low-rank adaption go into the kernels, since tfjs knows none.
  const { graph, weights } = mergeLora(withoutHostPart(model.graph), model.getWeights());
  const plan = planTfjs(graph);
  refuseGaps(graph.name, layersModelGaps(model.graph));
  const composed = composedLayers(graph, plan, (name) => weights[name]!.data);
  const tf = await loadTfjs();
  const tfl = await withTfjs(() => import('@tensorflow/tfjs-layers'));
  const { built, layers } = withoutInitializers(tfl, () => build(tfl, plan, composed));
  setWeights(tf, layers, weights);
  const names = layers.flatMap(({ layer, weights: own }) =>
    layer.weights.flatMap(({ originalName }, position) => {
      const name = own[position];
      return typeof name === 'string' ? [[originalName, name] as const] : [];
    }),
  );
  return { layersModel: built, weightNames: new Map(names) };
}

/** A layer of tfjs with the weights that it gets. */
interface BuiltLayer {
  readonly layer: TfjsLayers.layers.Layer;
  /** The places of what it takes among the layers of its chain, below 0 for what the chain takes. */
  readonly takes: readonly number[];
  /** Full names of weights of the model, or the numbers themselves. */
  readonly weights: readonly (string | ComposedWeight)[];
}

/** The layers of a plan, each a chain of one layer or of several, and the model that their calls make. */
function build(
  tfl: typeof TfjsLayers,
  plan: TfjsPlan,
  composed: ComposedLayers,
): { readonly built: TfjsLayers.LayersModel; readonly layers: readonly BuiltLayer[] } {
  const chains = plan.layers.map((layer, index) => buildLayer(tfl, layer, composed.get(index)));
  const tensors = new Map<number, TfjsLayers.SymbolicTensor>();
  const take = (index: number): TfjsLayers.SymbolicTensor => tensors.get(index)!;
  const inputs = plan.inputs.map(({ tfjsName: name, tensor, shape, dtype }) => {
    const input = tfl.input({ name, shape: shape.length === 0 ? [1] : [...shape], dtype });
    tensors.set(tensor, shape.length === 0 ? withoutAxis(tfl, name, input) : input);
    return input;
  });
  for (const { layer, inputs, tensorArguments, outputs } of plan.calls) {
    const taken = inputs.map(take);
    const options = Object.entries(tensorArguments).map(([name, values]) => [name, values.map(take)]);
    const whole = taken.length === 1 ? taken[0]! : taken;
    const given = chains[layer]!.reduce<unknown[]>((made, { layer: each, takes }, stage) => {
      const [first, ...others] = takes.map((place) => (place < 0 ? whole : made[place]));
      const from = (others.length === 0 ? first : [first, ...others]) as TfjsLayers.SymbolicTensor;
      const settings = stage === 0 ? (Object.fromEntries(options) as Record<string, unknown>) : undefined;
      return [...made, each.apply(from, settings)];
    }, []);
    const last = given.at(-1);
    const results = (Array.isArray(last) ? last : [last]) as TfjsLayers.SymbolicTensor[];
    outputs.forEach((output, index) => tensors.set(output, results[index]!));
  }
  const built = tfl.model({
    name: tfjsName(plan.name),
    inputs,
    outputs: plan.heads.map(({ tensor }) => take(tensor)),
  });
  return { built, layers: chains.flat() };
}

function buildLayer(
  tfl: typeof TfjsLayers,
  { tfjsName: name, trainable, implementation, weights }: TfjsLayer,
  stages: readonly ComposedStage[] | undefined,
): readonly BuiltLayer[] {
  const layerOf = (factory: string, config: object) =>
    make(tfl, 'layers', factory, config) as TfjsLayers.layers.Layer;
  if (stages)
    return stages.map(({ factory, config, takes, weights: given = [], trained }, stage) => ({
      layer: layerOf(factory, {
        ...config,
        name: stage === stages.length - 1 ? name : stageName(name, stage),
        // What was learned before stays as it is.
        trainable: trained !== undefined && trainable,
      }),
      takes: takes ?? [stage - 1],
      weights: trained ?? given,
    }));
  // What is missing was refused before.
  const { factory, config } = implementation as Extract<typeof implementation, { kind: 'tfjs' }>;
  return [{ layer: layerOf(factory, { ...config, name, trainable }), takes: [-1], weights }];
}

/** One number a sample: tfjs feeds nothing of rank 1, so that its input has an axis more, which goes at once. */
function withoutAxis(
  tfl: typeof TfjsLayers,
  name: string,
  input: TfjsLayers.SymbolicTensor,
): TfjsLayers.SymbolicTensor {
  const reshape = tfl.layers.reshape({ name: scalarLayerName(name), targetShape: [] });
  return reshape.apply(input) as TfjsLayers.SymbolicTensor;
}

/** All that stands in the way of {@link toLayersModel}, whichever weights there are. */
export function layersModelGaps(graph: ModelGraph): readonly TfjsGap[] {
  return tfjsGaps(withoutLora(withoutHostPart(graph)));
}

function refuseGaps(name: string, gaps: readonly TfjsGap[]): void {
  const [first] = gaps;
  if (!first) return;
  const reasons = gaps.map((gap) => `\`${gap.name}\` (${gap.reason})`);
  throw new KmodelError(
    `\`${name}\` cannot become a \`tf.LayersModel\`: tfjs-layers has no counterpart of ${reasons.join(', ')}.`,
    first.help,
  );
}

/** `tf.<namespace>.<factory>(config)`. */
function make(tfl: typeof TfjsLayers, namespace: string, factory: string, config: object): unknown {
  const factories = (tfl as unknown as Record<string, Record<string, (config: object) => unknown>>)[
    namespace
  ]!;
  const resolved = Object.entries(config).map(([name, value]) => [name, resolve(tfl, value as TfjsValue)]);
  const made = factories[factory]!(Object.fromEntries(resolved) as object);
  return factory === 'depthwiseConv2d' ? withOwnConstraint(made as DepthwiseLayer) : made;
}

type Config = Readonly<Record<string, unknown>>;

interface DepthwiseLayer {
  getConfig(): Config;
  readonly depthwiseConstraint: { getClassName(): string; getConfig(): Config } | null;
}

/** tfjs writes the regularizer of a depthwise kernel in the place of its constraint, and cannot read that back. */
function withOwnConstraint(layer: DepthwiseLayer): DepthwiseLayer {
  const written = layer.getConfig.bind(layer);
  const constraint = layer.depthwiseConstraint;
  const own = constraint && { className: constraint.getClassName(), config: constraint.getConfig() };
  layer.getConfig = () => ({ ...written(), depthwiseConstraint: own });
  return layer;
}

function resolve(tfl: typeof TfjsLayers, value: TfjsValue): unknown {
  if (Array.isArray(value)) return value.map((item: TfjsValue) => resolve(tfl, item));
  if (typeof value !== 'object' || value === null || !isKind(value, 'object')) return value;
  return make(tfl, value.namespace, value.factory, value.config);
}

function setWeights(
  tf: typeof TfjsCore,
  layers: readonly BuiltLayer[],
  known: Readonly<Record<string, HostTensor>>,
): void {
  tf.tidy(() => {
    for (const { layer, weights } of layers) {
      layer.weights.forEach((variable, position) => {
        const weight = weights[position]!;
        const { data } = typeof weight === 'string' ? known[weight]! : weight;
        // `layer.setWeights` would apply the constraints too, which hold after training steps only.
        (variable as unknown as { readonly val: TfjsCore.Variable }).val.assign(
          // A layer that stands for another may have the same numbers in a shape of its own.
          tf.tensor(data, variable.shape as number[], 'float32'),
        );
      });
    }
  });
}
