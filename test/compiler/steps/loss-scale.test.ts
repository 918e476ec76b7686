import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { buildApplyStep, buildGradientStep, buildTrainStep } from '../../../compiler/steps/build-steps.ts';
import { inMixedPrecision } from '../../../compiler/ops/mixed-precision.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import type { Input } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';

function modelOf(settings: string) {
  const text = `model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n  train { ${settings} }\n}`;
  return compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
}

const scaled = modelOf('optimizer: SGD(0.5, momentum: 0.9), precision: mixed_float16');

const scalar = (value: number, dtype: Input['dtype'] = 'float32'): Input => ({
  dtype,
  shape: [],
  data: [value],
});
const matrix = (shape: readonly number[], data: readonly number[]): Input => ({
  dtype: 'float32',
  shape,
  data,
});

const start: Readonly<Record<string, Input>> = {
  x: matrix([1, 2], [1, 2]),
  'target:y': matrix([1, 1], [1]),
  'weight:y/kernel': matrix([2, 1], [1, 1]),
  'weight:y/bias': matrix([1], [0]),
  'optimizer:learning_rate': scalar(0.5),
  'optimizer:iteration': scalar(7, 'int32'),
  'optimizer:y/kernel/momentum': matrix([2, 1], [1, 1]),
  'optimizer:y/bias/momentum': matrix([1], [1]),
  'optimizer:loss_scale': scalar(1024),
  'optimizer:loss_scale_steps': scalar(3, 'int32'),
  'metric:loss/total': scalar(0),
  'metric:loss/count': scalar(0),
};

/** A step in double precision, from a state that differs from the one above in this. */
async function run({ graph }: StepGraph, changes: Readonly<Record<string, Input>> = {}) {
  const given = { ...start, ...changes };
  const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, given[name]!]));
  const outputs = await interpret(graph, inputs);
  return (name: string) => outputs[name]!.data;
}

describe('the scale of a loss, as Keras’s LossScaleOptimizer has it', () => {
  it('leaves a step as it is', async () => {
    const found = await run(buildTrainStep(scaled));
    const wanted = await run(buildTrainStep(modelOf('optimizer: SGD(0.5, momentum: 0.9)')));
    for (const name of [
      'weight:y/kernel',
      'weight:y/bias',
      'optimizer:y/kernel/momentum',
      'optimizer:iteration',
    ])
      expect(found(`next:${name}`), name).toEqual(wanted(`next:${name}`));
    expect(found('batch:')).toEqual(wanted('batch:'));
  });

  it('begins with 2^15', () => {
    const state = buildTrainStep(scaled).inputs.flatMap((input) =>
      input.role === 'state' ? [input.state] : [],
    );
    const initial = Object.fromEntries(state.map(({ name, initial }) => [name, initial]));
    expect(initial['optimizer:loss_scale']).toBe(32768);
    expect(initial['optimizer:loss_scale_steps']).toBe(0);
  });

  it('counts steps whose gradients are numbers', async () => {
    const found = await run(buildTrainStep(scaled));
    expect(found('next:optimizer:loss_scale')).toEqual([1024]);
    expect(found('next:optimizer:loss_scale_steps')).toEqual([4]);
  });

  it('doubles with the 2000th of them, and counts anew', async () => {
    const found = await run(buildTrainStep(scaled), { 'optimizer:loss_scale_steps': scalar(1999, 'int32') });
    expect(found('next:optimizer:loss_scale')).toEqual([2048]);
    expect(found('next:optimizer:loss_scale_steps')).toEqual([0]);
  });

  it.each([
    ['infinity', Infinity],
    ['NaN', NaN],
  ])('halves where a gradient is %s, and the step changes nothing', async (_, value) => {
    const found = await run(buildTrainStep(scaled), { x: matrix([1, 2], [1, value]) });
    expect(found('next:optimizer:loss_scale')).toEqual([512]);
    expect(found('next:optimizer:loss_scale_steps')).toEqual([0]);
    for (const name of [
      'weight:y/kernel',
      'weight:y/bias',
      'optimizer:y/kernel/momentum',
      'optimizer:iteration',
    ])
      expect(found(`next:${name}`), name).toEqual(start[name]!.data);
  });

  it('is kept by each optimizer of a training in turns', () => {
    const text = `model M {
      input x: float32[2]
      branch a = x -> Dense(2)
      head y = a -> Dense(1) { loss: mse }
      head z = a -> Dense(1) { loss: mse }
      train {
        precision: mixed_float16
        step first { minimize: y }
        step second { minimize: z }
      }
    }`;
    const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics).toEqual([]);
    const names = buildTrainStep(graph!, { turn: 1 }).inputs.map(({ name }) => name);
    expect(names).toContain('optimizer:second:loss_scale');
  });

  it('is in the gradients of no program: they are those of the loss itself', async () => {
    const found = await run(buildGradientStep(scaled));
    // The prediction is 3, the target 1: 2 · (3 − 1) · x.
    expect(found('gradient:y/kernel')).toEqual([4, 8]);
  });

  it('guards gradients that a program gives', async () => {
    const apply = buildApplyStep(scaled, ['y/kernel']);
    const given = (data: readonly number[]) => ({ 'gradient:y/kernel': matrix([2, 1], data) });
    // Momentum: 0.9 · 1 − 0.5 · 2 = −0.1.
    const changed = (await run(apply, given([2, 2])))('next:weight:y/kernel');
    expect(changed.map((value) => value.toFixed(6))).toEqual(['0.900000', '0.900000']);
    expect((await run(apply, given([NaN, 2])))('next:weight:y/kernel')).toEqual([1, 1]);
  });

  it('is not there in bfloat16, which has the range of float32', () => {
    const names = buildTrainStep(modelOf('precision: mixed_bfloat16')).inputs.map(({ name }) => name);
    expect(names.filter((name) => name.includes('scale'))).toEqual([]);
  });
});

/** A training from a state, one batch after the other: losses, scales, and the state in the end. */
async function trained(
  model: ReturnType<typeof modelOf>,
  weights: Readonly<Record<string, Input>>,
  batches: readonly Readonly<Record<string, Input>>[],
  asEngine: (graph: StepGraph['graph']) => StepGraph['graph'] = (graph) => graph,
) {
  const step = buildTrainStep(model);
  const graph = asEngine(step.graph);
  let state: Record<string, Input> = Object.fromEntries(
    step.inputs.flatMap((input) => {
      if (input.role !== 'state') return [];
      const { name, dtype, shape, initial } = input.state;
      const size = shape.reduce((product, each) => product * each, 1);
      return [[name, { dtype, shape, data: new Array<number>(size).fill(initial) }]];
    }),
  );
  state = { ...state, ...weights };
  const losses: number[] = [];
  const scales: number[] = [];
  for (const data of batches) {
    const outputs = await interpret(graph, { ...state, ...data });
    losses.push(outputs['batch:']!.data[0]!);
    state = Object.fromEntries(
      Object.entries(state).map(([name, value]) => [name, { ...value, ...outputs[`next:${name}`] }]),
    );
    scales.push(state['optimizer:loss_scale']!.data[0]!);
  }
  return { losses, scales, state };
}

const beginning = {
  'weight:hidden/kernel': matrix([2, 3], [0.5, -0.25, 1, 0.75, 0.5, -1]),
  'weight:y/kernel': matrix([3, 1], [1, -0.5, 0.25]),
};
const x = matrix([4, 2], [0.5, -1, 1, 0.25, -0.75, 0.5, 2, 1]);

function withHidden(settings: string) {
  const text = `model M {
    input x: float32[2]
    head y = x -> Dense(3, activation: tanh, name: "hidden") -> Dense(1, use_bias: false) { loss: mse }
    train { ${settings} }
  }`;
  return compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
}

/** The graph's numbers in half precision, where the GPU's engine has them. */
it('trains as Keras 3.15 does with the policy mixed_float16: losses, steps that change nothing, scales', async () => {
  const batch = { x, 'target:y': matrix([4, 1], [40, 90, 10, 60]) };
  const batches = keras.losses.map(() => batch);
  const model = withHidden('optimizer: Adam(0.1), precision: mixed_float16');
  const { losses, scales } = await trained(model, beginning, batches, inMixedPrecision);
  expect(scales).toEqual(keras.scales);
  losses.forEach((loss, at) => expect(loss / keras.losses[at]!, `step ${at}`).toBeCloseTo(1, 4));
});

const keras = {
  losses: [...new Array<number>(7).fill(3281.054), 3242.416, 3201.649, 3161.354, 3122.981, 3086.623],
  scales: [16384, 8192, 4096, 2048, 1024, ...new Array<number>(7).fill(512)],
};

describe('an optimizer that a text puts into a LossScaleOptimizer', () => {
  const declared = 'LossScaleOptimizer(Adam(0.1), initial_scale: 4096, dynamic_growth_steps: 3)';

  it('trains as Keras 3.15 does in float32, by its numbers', async () => {
    const batches = [4, 4, Infinity, 4, 4, Infinity, 4, 4, 4].map((first) => ({
      x,
      'target:y': matrix([4, 1], [first, 9, 1, 6]),
    }));
    const { losses, scales, state } = await trained(withHidden(`optimizer: ${declared}`), beginning, batches);
    expect(scales).toEqual([4096, 4096, 2048, 2048, 2048, 1024, 1024, 1024, 2048]);
    const wanted = [
      27.083967,
      23.753855,
      Infinity,
      20.475414,
      17.498432,
      Infinity,
      14.916408,
      12.722034,
      10.849967,
    ];
    wanted.forEach((loss, at) => {
      if (loss === Infinity) expect(losses[at]).toBe(Infinity);
      else expect(losses[at], `step ${at}`).toBeCloseTo(loss, 3);
    });
    const kernel = [1.1177778, -0.8810618, 1.5998926, 0.1453944, -0.1421545, -0.347467];
    kernel.forEach((weight, at) => expect(state['weight:hidden/kernel']!.data[at]).toBeCloseTo(weight, 4));
    expect(state['optimizer:iteration']!.data).toEqual([7]);
  });

  it('is that optimizer in a graph, which has the numbers beside it', () => {
    const { optimizer, lossScaling } = withHidden(`optimizer: ${declared}`).training;
    expect(optimizer.name).toBe('Adam');
    expect(lossScaling).toEqual({ initial: 4096, growthSteps: 3 });
  });

  it('takes the place of the one that a precision makes, as in Keras', () => {
    const { inputs } = buildTrainStep(withHidden(`optimizer: ${declared}, precision: mixed_float16`));
    const scales = inputs.flatMap((input) =>
      input.role === 'state' && input.name.endsWith('loss_scale') ? [input.state.initial] : [],
    );
    expect(scales).toEqual([4096]);
  });

  it('may belong to one step of a training in turns', () => {
    const { training } = modelOf(
      'step first { optimizer: LossScaleOptimizer(SGD(), initial_scale: 8) }, step second { optimizer: SGD() }',
    );
    expect(training.steps!.map(({ lossScaling }) => lossScaling?.initial)).toEqual([8, undefined]);
  });
});
