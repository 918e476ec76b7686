import type * as TfjsCore from '@tensorflow/tfjs-core';
import type * as TfjsLayers from '@tensorflow/tfjs-layers';
import { withoutHostPart } from '../../compiler/graph/without-host-part.ts';
import { nameClashes } from '../../compiler/targets/tfjs/name-clashes.ts';
import { scalarLayerName, tfjsName } from '../../compiler/targets/tfjs/names.ts';
import { planTfjs } from '../../compiler/targets/tfjs/plan.ts';
import type { TfjsConfig, TfjsPlan, TfjsValue } from '../../compiler/targets/tfjs/types.ts';
import type { HostTensor } from '../engines/engine.ts';
import { KmodelError } from '../errors.ts';
import type { Model } from '../model.ts';
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
  const plan = planTfjs(withoutHostPart(model.graph));
  refuseClashes(model);
  refuseMissing(plan);
  const tf = await loadTfjs();
  const tfl = await withTfjs(() => import('@tensorflow/tfjs-layers'));
  const { built, layers } = withoutInitializers(tfl, () => build(tfl, plan));
  setWeights(tf, plan, layers, model.getWeights());
  return built;
}

/** The layers of a plan, and the model that their calls make. */
function build(
  tfl: typeof TfjsLayers,
  plan: TfjsPlan,
): { readonly built: TfjsLayers.LayersModel; readonly layers: readonly TfjsLayers.layers.Layer[] } {
  const layers = plan.layers.map(({ tfjsName: name, trainable, implementation }) => {
    // What is missing was refused before.
    const { factory, config } = implementation as Extract<typeof implementation, { kind: 'tfjs' }>;
    return make(tfl, 'layers', factory, { ...config, name, trainable }) as TfjsLayers.layers.Layer;
  });
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
    const given = layers[layer]!.apply(
      taken.length === 1 ? taken[0]! : taken,
      Object.fromEntries(options) as Record<string, unknown>,
    );
    const results = (Array.isArray(given) ? given : [given]) as TfjsLayers.SymbolicTensor[];
    outputs.forEach((output, index) => tensors.set(output, results[index]!));
  }
  const built = tfl.model({
    name: tfjsName(plan.name),
    inputs,
    outputs: plan.heads.map(({ tensor }) => take(tensor)),
  });
  return { built, layers };
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

function refuseMissing(plan: TfjsPlan): void {
  const missing = plan.layers.flatMap(({ name, implementation }) =>
    implementation.kind === 'missing'
      ? [`\`${name}\` (${implementation.reason})`]
      : activationsOf(implementation.config).map(
          (activation) => `\`${name}\` (tfjs has no activation \`${activation}\`)`,
        ),
  );
  if (missing.length === 0) return;
  throw new KmodelError(
    `\`${plan.name}\` cannot become a \`tf.LayersModel\`: tfjs-layers has no counterpart of ${missing.join(', ')}.`,
    '`kmodel generate --target typescript` writes such layers as classes, where they can be composed.',
  );
}

function refuseClashes({ graph }: Model): void {
  const [clash] = nameClashes(graph);
  if (!clash) return;
  throw new KmodelError(
    `\`${graph.name}\` cannot become a \`tf.LayersModel\`: \`${clash.name}\` would be \`${clash.tfjsName}\` there, as \`${clash.other}\`.`,
    'Rename one of them.',
  );
}

/** The activations in an argument that tfjs-layers does not have. */
function activationsOf(value: TfjsValue | TfjsConfig): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isKind(value, 'activation')) return [value.value.name];
  return Object.values(isKind(value, 'object') ? value.config : value).flatMap((inner: TfjsValue) =>
    activationsOf(inner),
  );
}

function isKind<K extends 'object' | 'activation'>(
  value: object,
  kind: K,
): value is Extract<TfjsValue, { readonly kind: K }> {
  return 'kind' in value && value.kind === kind;
}

/** `tf.<namespace>.<factory>(config)`. */
function make(tfl: typeof TfjsLayers, namespace: string, factory: string, config: object): unknown {
  const factories = (tfl as unknown as Record<string, Record<string, (config: object) => unknown>>)[
    namespace
  ]!;
  const resolved = Object.entries(config).map(([name, value]) => [name, resolve(tfl, value as TfjsValue)]);
  return factories[factory]!(Object.fromEntries(resolved) as object);
}

function resolve(tfl: typeof TfjsLayers, value: TfjsValue): unknown {
  if (Array.isArray(value)) return value.map((item: TfjsValue) => resolve(tfl, item));
  if (typeof value !== 'object' || value === null || !isKind(value, 'object')) return value;
  return make(tfl, value.namespace, value.factory, value.config);
}

function setWeights(
  tf: typeof TfjsCore,
  plan: TfjsPlan,
  layers: readonly TfjsLayers.layers.Layer[],
  weights: Readonly<Record<string, HostTensor>>,
): void {
  tf.tidy(() => {
    plan.layers.forEach(({ weights: names }, index) => {
      layers[index]!.weights.forEach((variable, position) => {
        const { data, shape } = weights[names[position]!]!;
        // `layer.setWeights` would apply the constraints too, which hold after training steps only.
        (variable as unknown as { readonly val: TfjsCore.Variable }).val.assign(
          tf.tensor(data, [...shape], 'float32'),
        );
      });
    });
  });
}
