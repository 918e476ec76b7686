import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import { findRecurrences } from '../../../../compiler/targets/onnx/recurrent/find-recurrences.ts';
import { buildPredictStep, buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { difference } from '../../support/arrays.ts';
import { runOnnx } from '../../support/evaluate.ts';
import { interpret } from '../../support/interpreter/interpret.ts';

/** A model of one pipeline over a sequence of five features. */
function modelOf(pipeline: string, input = 'float32[T, 5]') {
  const text = `model M {\n  input x: ${input}\n  head y = ${pipeline} -> Dense(2) { loss: mse }\n}`;
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics).toEqual([]);
  return graph!;
}

function operatorsOf(pipeline: string, input?: string): readonly string[] {
  const { graph } = buildPredictStep(modelOf(pipeline, input));
  return [...findRecurrences(runPasses(graph, {})).values()].map(
    ({ text }) => /^as (\w+) of onnxruntime$/.exec(text)![1]!,
  );
}

/** Layers as onnxruntime has operators for them. */
const whole: readonly (readonly [pipeline: string, operators: readonly string[]])[] = [
  ['x -> LSTM(4)', ['LSTM']],
  ['x -> LSTM(1)', ['LSTM']],
  ['x -> LSTM(4, use_bias: false)', ['LSTM']],
  ['x -> LSTM(4, go_backwards: true)', ['LSTM']],
  ['x -> LSTM(4, return_sequences: true) -> GlobalAveragePooling1D()', ['LSTM']],
  ['x -> LSTM(4, dropout: 0.2, recurrent_dropout: 0.2)', ['LSTM']],
  ['x -> GRU(4)', ['GRU']],
  ['x -> GRU(4, use_bias: false)', ['GRU']],
  ['x -> GRU(4, reset_after: false)', ['GRU']],
  ['x -> GRU(4, reset_after: false, use_bias: false)', ['GRU']],
  ['x -> SimpleRNN(3)', ['RNN']],
  ['x -> SimpleRNN(8, use_bias: false, go_backwards: true)', ['RNN']],
  ['x -> Bidirectional(LSTM(4, return_sequences: true)) -> GRU(3)', ['LSTM', 'LSTM', 'GRU']],
  ['x -> Conv1D(16, 2) -> LSTM(4)', ['LSTM']],
];

describe('recurrent layers where a model predicts', () => {
  it.each(whole)('%s is %j of onnxruntime, with the same numbers', async (pipeline, operators) => {
    expect(operatorsOf(pipeline)).toEqual(operators);
    const { graph } = buildPredictStep(modelOf(pipeline));
    const inputs = Object.fromEntries(
      graph.inputs.map(({ name, tensor: { dtype, shape } }) => {
        const sizes = shape.map((size, axis) => (typeof size === 'number' ? size : [3, 6][axis]!));
        const count = sizes.reduce((product, size) => product * size, 1);
        const data = Array.from({ length: count }, (_, at) => Math.sin(at * 1.3 + name.length));
        return [name, { dtype, shape: sizes, data }];
      }),
    );
    const [found, wanted] = [await runOnnx(graph, inputs), await interpret(graph, inputs)];
    for (const [name, value] of Object.entries(wanted))
      expect(difference(found[name]!, value, { rtol: 1e-5, atol: 1e-5 }), name).toBeUndefined();
  });

  it('finds them behind an embedding, whose words come in the order of time', () => {
    expect(operatorsOf('x -> Embedding(9, 4) -> LSTM(3)', 'int32[T]')).toEqual(['LSTM']);
  });

  it.each([
    ['an activation of its own', 'x -> LSTM(4, activation: relu)'],
    ['steps that a mask leaves out', 'x -> Masking() -> LSTM(4)'],
    ['a loop over cells', 'x -> RNN([LSTMCell(3), GRUCell(2)])'],
  ])('leaves a loop as it is: %s', (_, pipeline) => {
    expect(operatorsOf(pipeline)).toEqual([]);
  });

  it('leaves a training step as it is, whose loop keeps what the way back needs', () => {
    const { graph } = buildTrainStep(modelOf('x -> LSTM(4)'));
    expect(findRecurrences(runPasses(graph, {})).size).toBe(0);
  });
});
