import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';

/** Which results of a layer behind a mask have one. */
function masked(layer: string): readonly boolean[] {
  const text = `model M {\n  input x: float32[4, 3]\n  branch m = x -> Masking()\n  head r = m -> ${layer}\n}\n`;
  const graph = checkText(text).models[0]!.graph!;
  const call = graph.calls.at(-1)!;
  return call.outputs.map((tensor) => graph.tensors[tensor]!.masked === true);
}

describe('a mask of steps, which recurrent layers and wrappers of Keras 3.16 take and do not hand on', () => {
  it.each<[string, readonly boolean[]]>([
    ['LSTM(2)', [false]],
    ['LSTM(2, return_sequences: true)', [false]],
    ['GRU(2, return_sequences: true)', [false]],
    ['SimpleRNN(2, return_sequences: true)', [false]],
    ['RNN(GRUCell(2), return_sequences: true)', [false]],
    ['RNN(GRUCell(2))', [false]],
    ['Bidirectional(GRU(2, return_sequences: true))', [false]],
    ['Bidirectional(GRU(2))', [false]],
    ['Dense(2)', [true]],
    ['Dropout(0.5)', [true]],
    ['TimeDistributed(Dense(2))', [false]],
  ])('%s', (layer, wanted) => {
    expect(masked(layer)).toEqual(wanted);
  });
});
