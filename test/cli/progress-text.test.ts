import { describe, expect, it } from 'vitest';
import { duration, logsText } from '../../cli/progress.ts';

describe('a time', () => {
  it.each([
    [0, '0.0s'],
    [0.25, '0.3s'],
    [9.94, '9.9s'],
    [10, '10s'],
    [59.4, '59s'],
    [59.6, '1m00s'],
    [75, '1m15s'],
    [3599, '59m59s'],
    [3600, '1h00m'],
    [3660, '1h01m'],
    [86_400, '24h00m'],
    [Infinity, '…'],
    [NaN, '…'],
  ])('of %f seconds is written %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('the values of an epoch', () => {
  it('stand with four digits behind the point', () => {
    expect(logsText({ loss: 0.12345, accuracy: 1 })).toBe('loss 0.1235 · accuracy 1.0000');
    expect(logsText({})).toBe('');
  });

  it.each([
    [0, '0.0000'],
    [0.001, '0.0010'],
    [-0.5, '-0.5000'],
    [0.000999, '9.990e-4'],
    [-0.0001, '-1.000e-4'],
    [99_999, '99999.0000'],
    [100_000, '1.000e+5'],
    [Infinity, 'Infinity'],
    [NaN, 'NaN'],
  ])('write %f as %s', (value, text) => {
    expect(logsText({ v: value })).toBe(`v ${text}`);
  });

  it('write several numbers of one metric beside each other', () => {
    expect(logsText({ recall: [0.5, 0.25], loss: 2 })).toBe('recall 0.5000 0.2500 · loss 2.0000');
  });
});
