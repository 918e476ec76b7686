import { describe, expect, it } from 'vitest';
import { graphOf } from '../../harness.ts';
import { helpOf, mended, told } from '../../told.ts';

const model = (layer: string, before = ''): string =>
  `${before}model T {\n  input x: float32[5, 4]\n  head y = x -> ${layer}\n}`;

const scale =
  'layer Scale {\n  input x: float32[..., D]\n  weight gain: float32[D] = Ones()\n  return x * gain\n}\n';

describe('a layer as an argument', () => {
  it('has its arguments, all filled in', () => {
    const inner = graphOf(model('TimeDistributed(Dense(3, use_bias: false))')).layers[0]!.args['layer'];
    expect(inner).toMatchObject({
      kind: 'layer',
      class: 'Dense',
      trainable: true,
      args: { units: 3, use_bias: false, activation: null },
    });
  });

  it('may be frozen', () => {
    const inner = graphOf(model('TimeDistributed(Dense(3, trainable: false))')).layers[0]!.args['layer'];
    expect(inner).toMatchObject({ trainable: false });
  });

  it('may be one that the text declares', () => {
    expect(graphOf(model('TimeDistributed(Scale())', scale)).layers[0]!.args['layer']).toMatchObject({
      class: 'Scale',
    });
  });

  it('may be a list of them', () => {
    expect(told(model('RNN([LSTMCell(3), GRUCell(2)])'))).toEqual([]);
  });
});

describe('a layer as an argument is told', () => {
  it.each([
    ['where it is no call', model('TimeDistributed(dense)'), ['dense: Nothing is called `dense` here.']],
    [
      'where there is none of its name',
      model('TimeDistributed(Dens(3))'),
      ['Dens: There is no layer or block `Dens`. Did you mean `Dense`?'],
    ],
    [
      'where it is called otherwise',
      model('TimeDistributed(dense(3))'),
      ['dense: There is no layer or block `dense`. Did you mean `Dense`?'],
    ],
    [
      'where it needs more',
      model('TimeDistributed(Dense())'),
      ['Dense: Dense needs `units`: size of the last axis of the result.'],
    ],
    [
      'where it is wrong inside',
      model('TimeDistributed(Dense(0))'),
      ['0: `units` of Dense must be at least 1, but it is 0.'],
    ],
    [
      'where a recurrent one is wanted',
      model('Bidirectional(Dense(3))'),
      ['Dense(3): `layer` of Bidirectional takes a recurrent layer, but `Dense(…)` is a layer.'],
    ],
    [
      'where a cell is wanted',
      model('RNN(LSTM(3))'),
      [
        'LSTM(3): `cell` of RNN takes a recurrent cell or a list of recurrent cells, but `LSTM(…)` is a layer.',
      ],
    ],
    [
      'where it is a component',
      model('TimeDistributed(relu())'),
      ['relu: There is no layer or block `relu`. Did you mean `ReLU`?'],
    ],
    [
      'where a block stands in a wrapper that takes layers alone',
      model('Bidirectional(B())', 'block B {\n  input x\n  return x -> ReLU()\n}\n'),
      ['B: `layer` of Bidirectional takes a layer, but `B` is a block.'],
    ],
    [
      'where a mask is given to it',
      model('Bidirectional(LSTM(3, mask: x))'),
      ['x: LSTM has no argument `mask`.'],
    ],
  ])('%s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('with the way out', () => {
    expect(mended(model('TimeDistributed(Dens(3))'))).toBe(model('TimeDistributed(Dense(3))'));
    const block = 'block B {\n  input x\n  return x -> ReLU()\n}\n';
    expect(helpOf(model('Bidirectional(B())', block))).toBe('wrap the layers inside of it, one by one.');
    expect(helpOf(model('Bidirectional(LSTM(3, mask: x))'))).toBe(
      '`mask` belongs among the arguments of the wrapper.',
    );
  });
});

describe('a recurrent layer and its cell', () => {
  it.each([
    ['RNN(LSTM(3))', '`LSTMCell(…)` is its cell.', 'RNN(LSTMCell(3))'],
    ['RNN([GRUCell(3), GRU(3)])', '`GRUCell(…)` is its cell.', 'RNN([GRUCell(3), GRUCell(3)])'],
    [
      'RNN(StackedRNNCells([SimpleRNN(3)]))',
      '`SimpleRNNCell(…)` is its cell.',
      'RNN(StackedRNNCells([SimpleRNNCell(3)]))',
    ],
    ['Bidirectional(LSTMCell(3))', '`LSTM(…)` is the layer of this cell.', 'Bidirectional(LSTM(3))'],
  ])('stand for each other in the help: %s', (layer, help, after) => {
    expect(helpOf(model(layer))).toBe(help);
    expect(mended(model(layer))).toBe(model(after));
  });

  it('is told as what it is', () => {
    expect(told(model('Bidirectional(LSTMCell(3))'))).toEqual([
      'LSTMCell(3): `layer` of Bidirectional takes a recurrent layer, but `LSTMCell(…)` is a recurrent cell.',
    ]);
    expect(told(model('Dense(Adam())')).slice(0, 1)).toEqual([
      'Adam(): `units` of Dense takes an integer, but `Adam()` is an optimizer.',
    ]);
  });
});
