import { describe, expect, it } from 'vitest';
import {
  buildApplyStep,
  buildEvaluateStep,
  buildGradientStep,
  buildPredictStep,
  buildTensorStep,
  buildTrainStep,
} from '../../../compiler/steps/build-steps.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { graphOf } from '../harness.ts';

const model = graphOf(`model A {
  input x: float32[4]
  branch code = x -> Dense(3, name: "code")
  head y = code -> Dense(2, name: "out") { loss: mse, metrics: [mae] }
  train { optimizer: SGD(momentum: 0.9) }
}
`);

const inputsOf = ({ inputs }: StepGraph): readonly string[] =>
  inputs.map(({ name, role }) => `${role} ${name}`);
const outputsOf = ({ outputs }: StepGraph): readonly string[] =>
  outputs.map(({ name, role }) => `${role} ${name}`);

const written = ['code/kernel', 'code/bias', 'out/kernel', 'out/bias'].map(
  (name) => `state next:weight:${name}`,
);
const weights = ['code/kernel', 'code/bias', 'out/kernel', 'out/bias'].map((name) => `state weight:${name}`);

describe('a step that predicts', () => {
  it('reads inputs and weights, and gives heads', () => {
    const step = buildPredictStep(model);
    expect(new Set(inputsOf(step))).toEqual(new Set(['input x', ...weights]));
    expect(outputsOf(step)).toEqual(['prediction y']);
  });

  it('reads no more than what it gives is made of', () => {
    expect(inputsOf(buildPredictStep(model, ['code']))).not.toContain('state weight:out/kernel');
  });

  it('gives tensors by their numbers as well', () => {
    const { tensor } = model.inputs[0]!;
    expect(outputsOf(buildTensorStep(model, [tensor]))).toEqual([`prediction tensor:${tensor}`]);
  });
});

describe('a step that evaluates', () => {
  it('reads targets, and counts losses and metrics on', () => {
    const step = buildEvaluateStep(model);
    expect(inputsOf(step)).toContain('target target:y');
    expect(outputsOf(step)).toEqual(expect.arrayContaining(['log log:loss', 'log log:mae']));
    expect(outputsOf(step).filter((name) => name.startsWith('state next:weight:'))).toEqual([]);
  });

  it('reads weights of samples where the data brings some', () => {
    const step = buildEvaluateStep(model, { weighted: [{ head: 'y', perEntry: false }] });
    expect(inputsOf(step).filter((name) => name.startsWith('sampleWeight'))).toHaveLength(1);
  });
});

describe('a step that trains', () => {
  it('writes every weight and what the optimizer keeps', () => {
    const outputs = outputsOf(buildTrainStep(model)).filter((name) => name.startsWith('state'));
    expect(outputs).toEqual(expect.arrayContaining(written));
    // One momentum for each weight.
    expect(
      outputs.filter((name) => name.startsWith('state next:optimizer:') && name.includes('kernel')),
    ).toHaveLength(2);
  });

  it('leaves weights alone that are not trained', () => {
    const frozen = graphOf(`model A {
  input x: float32[4]
  branch code = x -> Dense(3, trainable: false, name: "code")
  head y = code -> Dense(2, name: "out") { loss: mse }
}
`);
    const outputs = outputsOf(buildTrainStep(frozen));
    expect(outputs).toContain('state next:weight:out/kernel');
    expect(outputs).not.toContain('state next:weight:code/kernel');
  });

  it('may be taken apart: gradients, and a step with gradients that are given', () => {
    const names = ['code/kernel', 'code/bias', 'out/kernel', 'out/bias'];
    expect(outputsOf(buildGradientStep(model)).filter((name) => name.startsWith('gradient'))).toEqual(
      names.map((name) => `gradient gradient:${name}`),
    );
    const apply = buildApplyStep(model, ['out/kernel']);
    expect(inputsOf(apply)).toContain('gradient gradient:out/kernel');
    expect(outputsOf(apply)).toContain('state next:weight:out/kernel');
    expect(outputsOf(apply)).not.toContain('state next:weight:code/kernel');
  });
});
