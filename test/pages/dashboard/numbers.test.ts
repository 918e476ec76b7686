import { expect, it } from 'vitest';
import { colourOf } from '../../../pages/dashboard/colours.ts';
import { percent, shortNumber } from '../../../pages/dashboard/numbers.ts';

it.each([
  [0, '0'],
  [1, '1'],
  [0.123456, '0.1235'],
  [-2.5, '-2.5'],
  [0.001, '0.001'],
  [0.000999, '9.99e-4'],
  [999_999, '1000000'],
  [1_000_000, '1.00e+6'],
])('writes %f as %s', (value, text) => {
  expect(shortNumber(value)).toBe(text);
});

it('writes as many digits as it is asked for', () => {
  expect(shortNumber(3.14159, 2)).toBe('3.1');
  expect(shortNumber(0.0001234, 3)).toBe('1.2e-4');
});

it.each([
  [0, '0 %'],
  [0.966667, '96.67 %'],
  [1, '100 %'],
])('writes the share %f as %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

it('gives eight runs eight colours, and the ninth the first again', () => {
  const colours = Array.from({ length: 8 }, (_, index) => colourOf(index));
  expect(new Set(colours).size).toBe(8);
  expect(colourOf(8)).toBe(colourOf(0));
});
