import type { Arguments } from '../../../compiler/declarations/values.ts';
import { isShapeProblem, type LayerShapeCall } from '../../../compiler/declarations/define-layer.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { createOps } from '../../../compiler/ops/builder.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import type { OpGraph, Tensor } from '../../../compiler/ops/types.ts';
import { evaluateSize, unknownSize, variable, type Size } from '../../../compiler/shapes/size.ts';
import type { TensorType } from '../../../compiler/shapes/types.ts';
import type { Input } from './evaluate.ts';
import { createRecorder } from './golden-layers.ts';
import { interpret } from './interpreter/interpret.ts';
import { argumentsOf, type Config } from './keras-config.ts';
import { createTestRandom } from './random.ts';

/** A layer with arguments and inputs; sizes that are names are size variables. */
export interface LayerTrial {
  readonly layer: string;
  readonly config: Config;
  readonly inputs: readonly {
    readonly dtype?: 'float32' | 'int32';
    readonly shape: readonly (number | string)[];
  }[];
  /** A mask [batch, time] of the first input. */
  readonly masked?: boolean;
  readonly training?: boolean;
  /** The sizes at which it is tried. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
}

interface Prepared {
  readonly types: readonly TensorType[];
  readonly graph: OpGraph;
  readonly inputs: Record<string, Input>;
  /** Names of the inputs whose gradients are outputs. */
  readonly sources: readonly string[];
}

/**
 * Tries a layer: whether its results have the shapes that its rule says, and its gradients are those of finite
 * differences. Everything is computed in double precision.
 * @returns what is wrong, in sentences
 */
export async function tryLayer(trial: LayerTrial): Promise<readonly string[]> {
  const { types, graph, inputs, sources } = prepare(trial);
  const sizes = new Map(Object.entries(trial.sizes));
  const results = await interpret(graph, inputs);
  const problems: string[] = [];
  types.forEach(({ shape }, index) => {
    const wanted = [trial.sizes.batch, ...shape.map((size) => evaluateSize(size, sizes))];
    const found = results[`output${index}`]!.shape;
    if (wanted.join() !== found.join())
      problems.push(`output ${index} is [${found}], its rule says [${wanted}]`);
  });
  const forward = { ...graph, outputs: graph.outputs.filter(({ name }) => name === 'objective') };
  for (const source of sources) {
    const gradient = results[`gradient:${source}`];
    const entries = pickEntries(inputs[source]!.data.length, trial.seed);
    for (const entry of entries) {
      const expected = await slopeAt(forward, inputs, source, entry);
      const found = gradient?.data[entry] ?? 0;
      if (Math.abs(found - expected) > 1e-6 + 1e-5 * Math.abs(expected)) {
        problems.push(`gradient of ${source} at ${entry} is ${found}, the slope ${expected}`);
      }
    }
  }
  return problems;
}

function prepare(trial: LayerTrial): Prepared {
  const declaration = findLayer(trial.layer)!;
  const args = argumentsOf(declaration.arguments, trial.config) as Arguments & never;
  const random = createTestRandom(trial.seed);
  const inputs: Record<string, Input> = {};
  const ops = createOps();
  const bound = new Map(Object.entries(trial.sizes));
  const feed = (name: string, dtype: Input['dtype'], shape: readonly Size[], draw: () => number): Tensor => {
    const numbers = shape.map((size) => evaluateSize(size, bound)!);
    const count = numbers.reduce((product, size) => product * size, 1);
    inputs[name] = { dtype, shape: numbers, data: Array.from({ length: count }, draw) };
    return ops.scope.input(name, dtype, shape);
  };
  const sizeOf = (size: number | string): Size => (typeof size === 'number' ? size : variable(size));
  const x = trial.inputs.map(({ dtype = 'float32', shape }, index) =>
    feed(`input${index}`, dtype, [variable('batch'), ...shape.map(sizeOf)], () =>
      dtype === 'int32' ? Math.floor(random.uniform() * 5) : random.normal(),
    ),
  );
  const inputTypes = x.map(({ dtype, shape }): TensorType => ({ dtype, shape: shape.slice(1) }));
  const call: LayerShapeCall<never> = {
    args,
    inputs: inputTypes,
    tensorArguments: {},
    requireEqual: () => undefined,
    requireDivisible: () => undefined,
    freshSize: () => unknownSize('fresh'),
  };
  const output = declaration.output(call);
  if (isShapeProblem(output)) throw new Error(output.message);
  const types = 'shape' in output ? [output] : output;
  const specifications = declaration.weights?.(call) ?? [];
  const weights = new Map(
    specifications.map(({ name, shape }) => {
      const isVariance = name.endsWith('moving_variance');
      return [
        name,
        feed(`weight:${name}`, 'float32', shape, () =>
          isVariance ? 0.5 + random.uniform() : 0.5 * random.normal(),
        ),
      ];
    }),
  );
  const mask = trial.masked
    ? feed('mask', 'bool', x[0]!.shape.slice(0, 2), () => (random.uniform() < 0.6 ? 1 : 0))
    : undefined;
  const recorder = createRecorder(ops, weights, trial.training ?? false);
  const lowered = declaration.lower(recorder.context, {
    args,
    inputs: x,
    inputTypes,
    outputTypes: types,
    tensorArguments: {},
    masks: x.map((_, index) => (index === 0 ? mask : undefined)),
    trainable: true,
  });
  const outputs = 'shape' in lowered ? [lowered] : lowered;
  const objective = outputs.reduce((sum, tensor, index) => {
    const weightsOf = feed(`cotangent${index}`, 'float32', tensor.shape, () => random.normal());
    return ops.add(sum, ops.sum(ops.multiply(tensor, weightsOf)));
  }, ops.scalar(0));
  const trained = specifications.filter((weight) => weight.trainable).map(({ name }) => `weight:${name}`);
  const floats = x.flatMap(({ dtype }, index) => (dtype === 'float32' ? [`input${index}`] : []));
  const sources = [...floats, ...trained];
  const tensors = sources.map((name) => ops.scope.inputs.find((input) => input.name === name)!.tensor);
  const gradients = differentiate(ops, objective, tensors);
  const graph = ops.scope.build([
    { name: 'objective', tensor: objective },
    ...outputs.map((tensor, index) => ({ name: `output${index}`, tensor })),
    ...sources.flatMap((name, index) =>
      gradients[index] ? [{ name: `gradient:${name}`, tensor: gradients[index] }] : [],
    ),
  ]);
  return { types, graph, inputs, sources };
}

function pickEntries(count: number, seed: number): readonly number[] {
  if (count === 0) return [];
  return [...new Set([0, count - 1, seed % count, (seed * 7 + 3) % count])];
}

/** (f(x + h) − f(x − h)) / 2h. */
async function slopeAt(
  graph: OpGraph,
  inputs: Record<string, Input>,
  name: string,
  entry: number,
): Promise<number> {
  const step = 1e-5;
  const [above, below] = await Promise.all(
    [step, -step].map(async (change) => {
      const input = inputs[name]!;
      const data = input.data.with(entry, input.data[entry]! + change);
      const results = await interpret(graph, { ...inputs, [name]: { ...input, data } });
      return results.objective!.data[0]!;
    }),
  );
  return (above! - below!) / (2 * step);
}
