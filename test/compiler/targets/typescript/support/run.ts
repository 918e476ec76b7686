import type { ModelGraph } from '../../../../../compiler/index.ts';
import { scalarLayerName, tfjsName } from '../../../../../compiler/targets/tfjs/names.ts';
import { flowingTensors } from '../../../../../compiler/targets/typescript/flowing.ts';
import { planTfjs } from '../../../../../compiler/targets/tfjs/plan.ts';
import type { HostTensor } from '../../../../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../../runtime/model.ts';
import * as tf from './tfjs.ts';

export interface Comparison {
  /** The greatest difference of predictions, relative to the greatest magnitude of each head. */
  readonly predictions: number;
  /** The losses of three training steps on the same batch: ours, and those of the generated module. */
  readonly losses: readonly (readonly [ours: number, theirs: number])[];
  /** Layers with weights that the generated model has and the graph has not, or the other way round. */
  readonly names: readonly string[];
}

/** A model, and the parts of a training in steps where it has one. */
interface Built {
  readonly model?: tf.LayersModel;
  readonly steps: readonly { readonly model: tf.LayersModel }[];
}

type Create = () => tf.LayersModel | Built;
/** Takes what `create` gives, inputs, targets where the data brings some, and settings. */
type Train = (...args: readonly unknown[]) => Promise<Pick<tf.History, 'history'>>;

/** Gives a generated model the weights of ours and lets both predict and train on the same data. */
export async function compareWithOurs(
  graph: ModelGraph,
  module: Record<string, unknown>,
  data: Readonly<Record<string, HostTensor>>,
): Promise<Comparison> {
  const [create, train] = ['create', 'train'].map(
    (prefix) => Object.entries(module).find(([name]) => name.startsWith(prefix))?.[1],
  ) as [Create, Train | undefined];
  const ours = new Model(graph, await createOnnxEngine(), { seed: 11 });
  if (graph.layers.some(({ weights }) => weights.some(({ constraint }) => constraint))) {
    // tfjs applies constraints as weights are set, Keras only after a step: weights after one fit both.
    const first = new Model(graph, ours.engine, { seed: 11 });
    await first.trainOnBatch(data);
    ours.setWeights(first.getWeights());
  }
  const built = create();
  const { model, steps }: Built = 'steps' in built ? built : { model: built, steps: [] };
  const names = setWeights(
    graph,
    [...(model ? [model] : []), ...steps.map((step) => step.model)],
    ours.getWeights(),
  );
  const tensors = Object.fromEntries(Object.entries(data).map(([name, tensor]) => [name, toTensor(tensor)]));
  const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, tensors[name]!]));
  const given = Object.fromEntries(graph.inputs.map(({ name }) => [name, data[name]!]));
  const expected = model ? await ours.predict(given) : {};
  const found = model
    ? ([model.predict(graph.inputs.map(({ name }) => tensors[name]!))].flat() as tf.Tensor[])
    : [];
  const differences = graph.heads.map(({ name }, index) => difference(expected[name]!, found[index]!));
  const losses: [number, number][] = [];
  const trained = graph.heads.filter((head) => head.loss && head.target);
  if (train && (trained.length > 0 || steps.length > 0)) {
    const targets = Object.fromEntries(trained.map(({ name }) => [name, tensors[name]!]));
    const count = Object.values(data)[0]!.shape[0]!;
    const { history } = await train(built, inputs, ...(trained.length > 0 ? [targets] : []), {
      epochs: 3,
      batchSize: count,
      shuffle: false,
      validationSplit: 0,
      verbose: 0,
    });
    for (let step = 0; step < 3; step++) {
      const logs = await ours.trainOnBatch(data);
      losses.push([logs.loss as number, history.loss![step] as number]);
    }
  }
  await ours.dispose();
  return { predictions: Math.max(0, ...differences), losses, names };
}

function toTensor({ data, shape, dtype }: HostTensor): tf.Tensor {
  const type = dtype === 'int32' ? 'int32' : dtype === 'bool' ? 'bool' : 'float32';
  const values =
    type === 'float32'
      ? Float32Array.from(data as ArrayLike<number>)
      : Int32Array.from(data as ArrayLike<number>);
  return tf.tensor(values, [...shape], type);
}

/** Layers of a model and of the models in it. */
export function allLayers(model: tf.LayersModel): readonly tf.layers.Layer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? allLayers(layer as tf.LayersModel) : [layer]));
}

/**
 * Gives generated models, which may share layers, the weights of a graph.
 * @returns what does not fit, a line each
 */
export function setWeights(
  graph: ModelGraph,
  models: readonly tf.LayersModel[],
  weights: Readonly<Record<string, HostTensor>>,
): readonly string[] {
  const layers = new Map(models.flatMap(allLayers).map((layer) => [layer.name, layer]));
  const { layers: plans } = planTfjs(graph);
  const wrong: string[] = [];
  // Values without a batch stand in the layers that take them.
  const flowing = flowingTensors(graph);
  const values = new Set(
    graph.calls
      .filter(({ outputs }) => !outputs.some((tensor) => flowing.has(tensor)))
      .map(({ layer }) => graph.layers[layer]!.name),
  );
  for (const plan of plans) {
    const layer = layers.get(plan.tfjsName);
    if (values.has(plan.name)) continue;
    if (!layer) wrong.push(`${plan.name} is missing`);
    else if (plan.weights.length > 0) {
      const found = layer.getWeights().map(({ shape }) => shape.join('x'));
      const wanted = plan.weights.map((name) => weights[name]!.shape.join('x'));
      if (found.join() !== wanted.join())
        wrong.push(`${plan.name} has weights ${found.join()}, not ${wanted.join()}`);
      else layer.setWeights(plan.weights.map((name) => toTensor(weights[name]!)));
    }
    layers.delete(plan.tfjsName);
  }
  // What takes an axis off inputs of one number a sample is tfjs's need alone.
  for (const { name } of graph.inputs) layers.delete(scalarLayerName(tfjsName(name)));
  for (const [name, layer] of layers) {
    if (layer.getClassName() !== 'InputLayer') wrong.push(`${name} is too many`);
  }
  return wrong;
}

function difference(expected: HostTensor, found: tf.Tensor): number {
  if (expected.shape.join() !== found.shape.join()) return Infinity;
  const values = found.dataSync();
  let greatest = 1e-6;
  let most = 0;
  (expected.data as Float32Array).forEach((value, index) => {
    greatest = Math.max(greatest, Math.abs(value));
    most = Math.max(most, Math.abs(value - values[index]!));
  });
  return most / greatest;
}
