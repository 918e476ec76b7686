import { describe, expect, it } from 'vitest';
import { createModel } from '../../../runtime/index.ts';
import { checkText, findings } from '../harness.ts';
import { tryLayer } from '../support/layer-trial.ts';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { placeWeights } from '../../../compiler/targets/keras/weights.ts';

const modelOf = (stage: string): string =>
  `model A {\n  input x: float32[T, 3]\n  head y = x -> ${stage} { loss: mse }\n}\n`;

const weightsOf = (stage: string): readonly string[] =>
  checkText(modelOf(stage)).models[0]!.graph!.layers[0]!.weights.map(
    ({ name, shape }) => `${name} [${shape.join()}]`,
  );

describe('RNN', () => {
  it('has the weights of its cell under the name of the cell', () => {
    expect(weightsOf('RNN(GRUCell(2, reset_after: false))')).toEqual([
      'gru_cell/kernel [3,6]',
      'gru_cell/recurrent_kernel [2,6]',
      'gru_cell/bias [6]',
    ]);
  });

  it('numbers cells of one class that are stacked', () => {
    const names = weightsOf('RNN([SimpleRNNCell(4), SimpleRNNCell(2, use_bias: false)])');
    expect(names).toEqual([
      'stacked_rnn_cells/simple_rnn_cell/kernel [3,4]',
      'stacked_rnn_cells/simple_rnn_cell/recurrent_kernel [4,4]',
      'stacked_rnn_cells/simple_rnn_cell/bias [4]',
      'stacked_rnn_cells/simple_rnn_cell_1/kernel [4,2]',
      'stacked_rnn_cells/simple_rnn_cell_1/recurrent_kernel [2,2]',
    ]);
    expect(weightsOf('RNN(StackedRNNCells([SimpleRNNCell(4), SimpleRNNCell(2, use_bias: false)]))')).toEqual(
      names,
    );
  });

  it('gives the states of all cells after the output', () => {
    const stage = 'RNN([LSTMCell(4), GRUCell(2)], return_sequences: true, return_state: true)';
    const text = `model A {\n  input x: float32[T, 3]\n  branch [y, h, c, g] = x -> ${stage}\n  head all = [h, c, g] -> Concatenate() -> Dense(1)\n  head steps = y -> Dense(1)\n}\n`;
    const { models } = checkText(text);
    const { graph } = models[0]!;
    const shapes = graph!.calls[0]!.outputs.map((tensor) => graph!.tensors[tensor]!.shape.at(-1));
    expect(shapes).toEqual([2, 4, 4, 2]);
  });

  it.each([
    ['LSTMCell', 'LSTM', {}],
    ['GRUCell', 'GRU', {}],
    ['GRUCell', 'GRU', { reset_after: false }],
    ['SimpleRNNCell', 'SimpleRNN', { activation: 'relu' }],
  ])('of %s computes what %s does', async (cell, layer, config) => {
    const args = Object.entries(config)
      .map(([key, value]) => `, ${key}: ${String(value)}`)
      .join('');
    const create = (stage: string) =>
      createModel(checkText(modelOf(`${stage} -> Dense(2)`)).models[0]!.graph!, { seed: 3 });
    const [run, whole] = await Promise.all([create(`RNN(${cell}(4${args}))`), create(`${layer}(4${args})`)]);
    const names = Object.keys(whole.getWeights());
    const weights = Object.values(run.getWeights());
    whole.setWeights(Object.fromEntries(names.map((name, index) => [name, weights[index]!])));
    const x = { shape: [1, 2, 3], dtype: 'float32' as const, data: Float32Array.of(1, 2, 3, 4, 5, -6) };
    const [found, wanted] = await Promise.all([run.predict({ x }), whole.predict({ x })]);
    const close = [...wanted.y!.data].map((value): unknown => expect.closeTo(Number(value), 5));
    expect([...found.y!.data].map(Number)).toEqual(close);
  });

  it.each([
    [{ class_name: 'LSTMCell', config: { units: 3 } }],
    [
      {
        class_name: 'StackedRNNCells',
        config: {
          cells: [
            { class_name: 'LSTMCell', config: { units: 2 } },
            { class_name: 'GRUCell', config: { units: 3 } },
          ],
        },
      },
    ],
  ])('has gradients that agree with slopes, with a mask and backwards (%#)', async (cell) => {
    const problems = await tryLayer({
      layer: 'RNN',
      config: { cell, return_sequences: true, go_backwards: true, zero_output_for_mask: true },
      inputs: [{ shape: ['T', 2] }],
      masked: true,
      training: true,
      sizes: { batch: 2, T: 4 },
      seed: 5,
    });
    expect(problems).toEqual([]);
  });

  it('is written as Keras writes it, and its weights where Keras keeps them', () => {
    const graph = checkText(modelOf('RNN([LSTMCell(4), LSTMCell(2)])')).models[0]!.graph!;
    const { layerProblems } = kerasModel(graph);
    expect(layerProblems).toEqual([]);
    const groups = placeWeights(graph).layers[0]!.weights.map(({ group, index }) => `${group}/vars/${index}`);
    expect(groups).toEqual([
      'layers/rnn/cell/cells/lstm_cell/vars/0',
      'layers/rnn/cell/cells/lstm_cell/vars/1',
      'layers/rnn/cell/cells/lstm_cell/vars/2',
      'layers/rnn/cell/cells/lstm_cell_1/vars/0',
      'layers/rnn/cell/cells/lstm_cell_1/vars/1',
      'layers/rnn/cell/cells/lstm_cell_1/vars/2',
    ]);
  });
});

describe('what cells refuse', () => {
  it.each([
    ['a cell in a pipeline', 'LSTMCell(4)', ['KM3009 LSTMCell(4)']],
    ['a layer that is no cell', 'RNN(LSTM(4))', ['KM2003 LSTM(4)']],
    [
      'an activation that changes the size',
      'RNN(GRUCell(4, activation: glu))',
      ['KM2004 GRUCell(4, activation: glu)'],
    ],
    ['no cells', 'RNN([])', ['KM2004 []']],
  ])('%s', (_, stage, wanted) => {
    expect(findings(modelOf(stage))).toEqual(wanted);
  });
});
