import { describe, expect, it } from 'vitest';
import { finding, findings } from '../harness.ts';

const model = (dtype: string, stage: string) =>
  `model A {\n  input x: float32[3, 8]\n  input m: ${dtype}[3]\n  head y = x -> ${stage} -> Dense(1)\n}\n`;

describe('a mask', () => {
  it.each(['LSTM(2, mask: m)', 'GRU(2, mask: m)', 'SimpleRNN(2, mask: m)'])('of %s is bool', (stage) => {
    expect(findings(model('bool', stage))).toEqual([]);
    expect(findings(model('float32', stage))).toEqual(['KM3006 m']);
    expect(findings(model('int32', stage))).toEqual(['KM3006 m']);
  });

  it('that is none is told with its type', () => {
    expect(finding(model('float32', 'LSTM(2, mask: m)'), 'KM3006').message).toBe(
      '`mask` of LSTM takes bool, but `m` is float32[batch, 3].',
    );
  });
});
