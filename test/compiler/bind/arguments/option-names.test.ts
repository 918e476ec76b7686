import { describe, expect, it } from 'vitest';
import { isOptionName } from '../../../../compiler/bind/arguments/option-names.ts';

describe('a bare name that an argument somewhere takes', () => {
  it.each([
    ['an activation', 'relu'],
    ['a loss', 'MeanSquaredError'],
    ['another name of a loss', 'mse'],
    ['a padding', 'same'],
    ['what a head decides', 'accuracy'],
    ['its short form', 'acc'],
    ['a crossentropy of any kind', 'crossentropy'],
    ['a mode of a callback', 'max'],
    ['an initializer', 'HeNormal'],
  ])('is %s: %s', (_, name) => {
    expect(isOptionName(name)).toBe(true);
  });

  it.each(['Dense', 'smae', '', 'constructor', 'toString', 'units'])('is not %j', (name) => {
    expect(isOptionName(name)).toBe(false);
  });
});
