import { describe, expect, it } from 'vitest';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { seedName } from '../../../../compiler/steps/step-graph.ts';
import { examples } from '../../../../examples/data/index.ts';
import { sliceBatch } from '../../../../runtime/data/samples.ts';
import { prepareSamples } from '../../../../runtime/data/training-data.ts';
import type { Engine, HostTensor } from '../../../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { initialValue } from '../../../../runtime/initialize.ts';
import { Model } from '../../../../runtime/model.ts';
import { stepSeed } from '../../../../runtime/random.ts';
import { interpret } from '../../../compiler/support/interpreter/interpret.ts';
import { smallerExampleTexts } from '../../../support/smaller-examples.ts';
import { dataFor, exampleTexts, subjectFrom } from '../../../support/subjects.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

type Numbers = ArrayLike<number>;
type Data = Readonly<Record<string, HostTensor>>;

const seed = 2;
const samples = 2;

/** Adam keeps a tenth of the first step's gradient as its momentum, so every example trains by it here. */
const adam = subjectFrom(exampleTexts, 'digits.kmodel').graph.training.optimizer;

function exampleByAdam(name: string): ModelGraph {
  const { graph } = subjectFrom(smallerExampleTexts, `${name}.kmodel`);
  return { ...graph, training: { ...graph.training, optimizer: adam } };
}

function isGradient(state: string): boolean {
  return /^optimizer:.*\/momentum$/.test(state);
}

/** The gradient of each weight in the first step. */
async function gradientsOn(
  engine: Engine,
  graph: ModelGraph,
  data: Data,
): Promise<ReadonlyMap<string, Numbers>> {
  const model = new Model(graph, engine, { seed });
  await model.trainOnBatch(data);
  const state = Object.entries(model.getState()).filter(([name]) => isGradient(name));
  await model.dispose();
  return new Map(state.map(([name, { data }]) => [name, data]));
}

/** The same in double precision. */
async function exactGradients(graph: ModelGraph, data: Data): Promise<ReadonlyMap<string, Numbers>> {
  const weights = new Model(graph, await createOnnxEngine(), { seed }).getState();
  const feeds: Data = {
    ...sliceBatch(prepareSamples(graph, data, 'train'), 0, samples),
    [seedName]: { dtype: 'int32', shape: [], data: Int32Array.of(stepSeed(seed)) },
  };
  const step = buildTrainStep(graph);
  const inputs = step.inputs.map((input) => {
    const { dtype, shape, data } =
      input.role === 'state' ? (weights[input.state.name] ?? initialValue(input.state)) : feeds[input.name]!;
    return [input.name, { dtype, shape, data: Array.from(data) }] as const;
  });
  const results = await interpret(step.graph, Object.fromEntries(inputs));
  return new Map(
    step.outputs.flatMap((output) =>
      output.role === 'state' && isGradient(output.state.name)
        ? [[output.state.name, results[output.name]!.data] as const]
        : [],
    ),
  );
}

function norm(numbers: Numbers): number {
  return Math.sqrt(Array.from(numbers).reduce((sum, number) => sum + number ** 2, 0));
}

describe('gradients of a step', () => {
  it.each(examples.map(({ name }) => name))(
    '%s: both engines give those of double precision, for every weight',
    async (name) => {
      const graph = exampleByAdam(name);
      const data = dataFor(graph, samples);
      const exact = await exactGradients(graph, data);
      // A key's bias moves no attention: its gradient is zero, and rounding all that an engine finds.
      const greatest = Math.max(...Array.from(exact.values(), norm));
      for (const engine of [await createOnnxEngine(), await tfjsEngine('wasm')]) {
        const found = await gradientsOn(engine, graph, data);
        expect([...found.keys()].sort()).toEqual([...exact.keys()].sort());
        for (const [weight, gradient] of exact) {
          const numbers = found.get(weight)!;
          const difference = norm(Array.from(gradient, (value, at) => value - numbers[at]!));
          expect(difference, `${weight} on ${engine.name}`).toBeLessThanOrEqual(
            1e-5 * norm(gradient) + 1e-9 * greatest,
          );
        }
      }
    },
  );
});
