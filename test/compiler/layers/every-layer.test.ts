import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { liveNodes } from '../../../compiler/ops/live-nodes.ts';
import { keepsSamplesApart } from '../../../compiler/ops/separate-samples.ts';
import { evaluateSize } from '../../../compiler/shapes/size.ts';
import { buildGradientStep, buildPredictStep } from '../../../compiler/steps/build-steps.ts';
import { seedName } from '../../../compiler/steps/step-graph.ts';
import {
  createModel,
  verifyModel,
  type HostTensor,
  type Model,
  type ModelData,
} from '../../../runtime/index.ts';
import { initialValue } from '../../../runtime/initialize.ts';
import { makeBatch } from '../../../runtime/verify/batch.ts';
import { testEngine } from '../../support/engine.ts';
import { tfjsEngine } from '../../support/tfjs-engines.ts';
import type { Input } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';
import { randomModel } from '../support/random-model.ts';

/** So many configurations of each layer are tried; `KMODEL_TRIALS=200 npx vitest run …` tries more. */
const trials = Number(process.env.KMODEL_TRIALS ?? 1);
const firstSeed = Number(process.env.KMODEL_TRIALS_FROM ?? 1);

/** Layers whose gradient is another one than the slope, by their definition. */
const byDefinition: ReadonlyMap<string, string> = new Map([
  ['TernaryDense', 'its kernel is rounded, and gradients go straight through'],
  ['SpectralNormalization', 'its norm is taken from the step before'],
  ['ReversibleEmbedding', 'it looks rows up'],
]);

const samples = 3;

/** Three steps of training let rounding grow. */
const tolerance = 2e-3;

interface Trial {
  readonly text: string;
  readonly graph: ModelGraph;
}

/** Valid random models of a layer. */
function validModels(layer: ReturnType<typeof allLayers>[number]): readonly Trial[] {
  const found: Trial[] = [];
  const last = firstSeed + 60 * trials;
  for (let seed = firstSeed; found.length < trials && seed < last; seed++) {
    const text = randomModel(layer, seed * 7919, seed % 2 === 0);
    const { graph } = compileModel('random.kmodel', createMemoryHost({ 'random.kmodel': text }));
    if (graph) found.push({ text, graph });
  }
  return found;
}

describe('every layer in random configurations', () => {
  const layers = allLayers().filter(({ internal }) => !internal);

  it.each(layers.map((layer) => [layer.name, layer] as const))(
    '%s has the shape of its rule, the same numbers on both engines and for a sample alone, and gradients that are slopes',
    { timeout: 30_000 * Math.max(1, trials) },
    async (name, layer) => {
      const models = validModels(layer);
      expect(models).toHaveLength(trials);
      for (const { text, graph } of models) {
        const model = await createModel(graph, { engine: await testEngine(), seed: 5 });
        if (!model.hasLearned) await model.adapt({ x: makeBatch(graph, { count: 8 }).x! } as ModelData);
        // What runs before the graph alone leaves engines nothing to do.
        if (!layer.host?.only) await expectAgreement(model, text);
        await expectPredictions(model, text);
        if (graph.heads[0]!.loss && !byDefinition.has(name)) await expectSlopes(model, text);
        await model.dispose();
      }
    },
  );
});

async function expectAgreement(model: Model, text: string): Promise<void> {
  const engines = [await testEngine(), await tfjsEngine('cpu')];
  const report = await verifyModel(model, { engines, batchSize: samples, tolerance });
  expect(report.largest, text).toBeLessThan(tolerance);
}

async function expectPredictions(model: Model, text: string): Promise<void> {
  const { graph } = model;
  const batch = makeBatch(graph, { count: samples, learned: model.describeLearned() });
  const { y } = await model.predict({ x: batch.x! } as ModelData);
  const { shape } = graph.tensors[graph.heads[0]!.tensor]!;
  const sizes = new Map([['batch', samples]]);
  expect(y!.shape, text).toEqual([samples, ...shape.map((size) => evaluateSize(size, sizes))]);
  if (!keepsSamplesApart(buildPredictStep(graph).graph)) return;
  const alone = await model.predict({ x: batch.x! } as ModelData, { batchSize: 1 });
  const wrong = y!.data.map(
    (value, at) => Math.abs(value - alone.y!.data[at]!) / Math.max(1, Math.abs(value)),
  );
  expect(Math.max(...wrong), `a sample alone, and among others\n${text}`).toBeLessThan(1e-4);
}

/** Gradients in double precision, beside differences of the loss to both sides. */
async function expectSlopes(model: Model, text: string): Promise<void> {
  const { graph } = model;
  const step = buildGradientStep(graph);
  const batch = makeBatch(graph, { count: samples, learned: model.describeLearned() });
  const state = model.getState();
  const inputs: Record<string, Input> = {};
  for (const input of step.inputs) {
    const { name } = input;
    const known = input.role === 'state' ? (state[name] ?? initialValue(input.state)) : feedOf(batch, name);
    const given = name === seedName ? seedTensor : known;
    if (!given) throw new Error(`Nothing is known of ${name} (${input.role}).`);
    inputs[name] = { dtype: given.dtype, shape: given.shape, data: Array.from(given.data, Number) };
  }
  const results = await interpret(step.graph, inputs);
  const outputs = step.graph.outputs.filter(({ name }) => name === 'batch:');
  const forward = { ...step.graph, nodes: liveNodes(step.graph.nodes, outputs), outputs };
  const lossAt = async (weight: string, entry: number, shift: number): Promise<number> => {
    const tensor = inputs[weight]!;
    const data = tensor.data.map((value, place) => (place === entry ? value + shift : value));
    return (await interpret(forward, { ...inputs, [weight]: { ...tensor, data } }))['batch:']!.data[0]!;
  };
  for (const output of step.outputs) {
    if (output.role !== 'gradient') continue;
    const gradient = results[output.name]!.data;
    for (const entry of new Set([0, gradient.length >> 1, gradient.length - 1])) {
      const weight = `weight:${output.of}`;
      const slope = async (h: number): Promise<number> =>
        ((await lossAt(weight, entry, h)) - (await lossAt(weight, entry, -h))) / (2 * h);
      const [near, far] = [await slope(1e-6), await slope(1e-5)];
      // At a kink there is no slope: the two differ.
      if (Math.abs(near - far) > 1e-4 * Math.max(1, Math.abs(near))) continue;
      const wrong = Math.abs(gradient[entry]! - near) / Math.max(1, Math.abs(near));
      expect(wrong, `${output.of} at ${entry}: ${gradient[entry]}, slope ${near}\n${text}`).toBeLessThan(
        1e-3,
      );
    }
  }
}

const seedTensor: HostTensor = { dtype: 'int32', shape: [], data: Int32Array.of(7) };

function feedOf(batch: Readonly<Record<string, unknown>>, name: string): HostTensor | undefined {
  return batch[name.replace(/^target:/, '')] as HostTensor | undefined;
}
