import { describe, expect, it } from 'vitest';
import { finding, findings, graphOf } from '../harness.ts';

/** A model with a sequence `x` of three steps, one `s` of any length, and an input `m` of a given type. */
const model = (type: string, flow: string): string =>
  `model Test {\n  input x: float32[3, 4]\n  input s: float32[T, 4]\n  input m: ${type}\n  head z = s -> LSTM(2)\n  head w = x -> Flatten()\n  head y = ${flow}\n}`;

const codes = (type: string, flow: string): readonly string[] =>
  findings(model(type, flow)).map((text) => text.slice(0, 6));

describe('masks', () => {
  it.each([
    ['bool[3]', 'x -> LSTM(2, mask: m)'],
    ['bool[3]', 'x -> GRU(2, mask: m)'],
    ['bool[3]', 'x -> SimpleRNN(2, mask: m)'],
    ['bool[3]', 'x -> Bidirectional(LSTM(2), mask: m)'],
    ['bool[3]', 'x -> TimeDistributed(Dense(2), mask: m)'],
    ['bool[3]', 'x -> GlobalAveragePooling1D(mask: m)'],
    ['bool[3, 4]', 'x -> Softmax(mask: m)'],
    ['bool[3, 1]', 'x -> Softmax(mask: m)'],
    ['bool[]', 'x -> BatchNormalization(mask: m)'],
    ['bool[3]', 'x -> BatchNormalization(mask: m)'],
    ['bool[3, 4]', 'x -> BatchNormalization(mask: m)'],
    ['bool[3]', '[x, s] -> MultiHeadAttention(2, 2, query_mask: m)'],
    ['bool[T]', '[x, s] -> MultiHeadAttention(2, 2, value_mask: m)'],
    ['bool[3, T]', '[x, s] -> MultiHeadAttention(2, 2, attention_mask: m)'],
    ['bool[2, 3, T]', '[x, s] -> MultiHeadAttention(2, 2, attention_mask: m)'],
    ['bool[3]', '[x, s] -> GroupQueryAttention(2, 2, 1, query_mask: m)'],
    ['bool[3, T]', '[x, s] -> GroupQueryAttention(2, 2, 1, attention_mask: m)'],
    ['bool[3]', 'x -> Reshape([3, 2, 2]) -> ConvLSTM1D(2, 1, mask: m)'],
    ['bool[3]', 'x -> Reshape([3, 2, 2, 1]) -> ConvLSTM2D(2, 1, mask: m)'],
  ])('of %s fit: %s', (type, flow) => expect(codes(type, flow)).toEqual([]));

  it.each([
    ['bool[2]', 'x -> LSTM(2, mask: m)', 'KM3002'],
    ['bool[3, 4]', 'x -> LSTM(2, mask: m)', 'KM3001'],
    ['float32[3]', 'x -> LSTM(2, mask: m)', 'KM3006'],
    ['int32[3]', 'x -> GRU(2, mask: m)', 'KM3006'],
    ['bool[2]', 'x -> GRU(2, mask: m)', 'KM3002'],
    ['bool[2]', 'x -> Bidirectional(LSTM(2), mask: m)', 'KM3002'],
    ['bool[2]', 'x -> TimeDistributed(Dense(2), mask: m)', 'KM3002'],
    ['bool[]', 'x -> GlobalAveragePooling1D(mask: m)', 'KM3001'],
    ['bool[4, 3]', 'x -> Softmax(mask: m)', 'KM3002'],
    ['bool[3]', 'x -> Softmax(mask: m)', 'KM3001'],
    ['bool[4]', 'x -> BatchNormalization(mask: m)', 'KM3002'],
    ['bool[3, 4, 1]', 'x -> BatchNormalization(mask: m)', 'KM3001'],
    ['bool[4]', '[x, s] -> MultiHeadAttention(2, 2, query_mask: m)', 'KM3002'],
    ['float32[3]', '[x, s] -> MultiHeadAttention(2, 2, key_mask: m)', 'KM3006'],
    ['bool[4, T]', '[x, s] -> MultiHeadAttention(2, 2, attention_mask: m)', 'KM3002'],
    ['bool[3]', '[x, s] -> MultiHeadAttention(2, 2, attention_mask: m)', 'KM3001'],
    ['bool[5, 3, T]', '[x, s] -> MultiHeadAttention(2, 2, attention_mask: m)', 'KM3002'],
    ['bool[4]', '[x, s] -> GroupQueryAttention(2, 2, 1, query_mask: m)', 'KM3002'],
    ['float32[3]', '[x, s] -> GroupQueryAttention(2, 2, 1, key_mask: m)', 'KM3006'],
    ['bool[3]', '[x, s] -> GroupQueryAttention(2, 2, 1, attention_mask: m)', 'KM3001'],
    ['bool[2]', 'x -> Reshape([3, 2, 2]) -> ConvLSTM1D(2, 1, mask: m)', 'KM3002'],
    ['float32[3]', 'x -> Reshape([3, 2, 2, 1]) -> ConvLSTM2D(2, 1, mask: m)', 'KM3006'],
    ['bool[3, 1]', 'x -> Reshape([3, 2, 2, 1]) -> ConvLSTM2D(2, 1, mask: m)', 'KM3001'],
  ])('of %s do not: %s', (type, flow, code) => expect(codes(type, flow)).toEqual([code]));

  it('say what was needed', () => {
    expect(finding(model('bool[2]', 'x -> LSTM(2, mask: m)'), 'KM3002').message).toBe(
      '`mask` of LSTM is bool[batch, 3] here, but `m` is bool[batch, 2].',
    );
    expect(finding(model('float32[3]', 'x -> LSTM(2, mask: m)'), 'KM3006').message).toBe(
      '`mask` of LSTM takes bool, but `m` is float32[batch, 3].',
    );
  });

  it('of a size that may be right become a condition on the data', () => {
    const { conditions } = graphOf(model('bool[U]', 's -> LSTM(2, mask: m)'));
    expect(conditions).toMatchObject([{ kind: 'equal' }]);
    expect(graphOf(model('bool[?]', 's -> LSTM(2, mask: m)')).conditions).toHaveLength(1);
    expect(graphOf(model('bool[T]', 's -> LSTM(2, mask: m)')).conditions).toEqual([]);
  });
});

describe('states', () => {
  it.each([
    ['float32[2]', 'x -> GRU(2, initial_state: m)', []],
    ['float32[2]', 'x -> LSTM(2, initial_state: [m, m])', []],
    ['float32[2]', 'x -> Bidirectional(GRU(2), initial_state: [m, m])', []],
    ['float32[3]', 'x -> GRU(2, initial_state: m)', ['KM3002']],
    ['float32[2]', 'x -> LSTM(2, initial_state: m)', ['KM3002']],
    ['int32[2]', 'x -> GRU(2, initial_state: m)', ['KM3006']],
    ['bool[2]', 'x -> Bidirectional(GRU(2), initial_state: [m, m])', ['KM3006']],
    ['float32[3]', 'x -> Bidirectional(GRU(2), initial_state: [m, m])', ['KM3002']],
  ])('of %s: %s', (type, flow, found) => expect(codes(type, flow)).toEqual(found));

  it('of an open size become a condition on the data', () => {
    expect(graphOf(model('float32[U]', 'x -> GRU(2, initial_state: m)')).conditions).toMatchObject([
      { kind: 'equal', right: 2 },
    ]);
  });
});
