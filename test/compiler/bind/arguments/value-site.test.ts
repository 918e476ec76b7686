import { describe, expect, it } from 'vitest';
import { vectorModel } from '../../harness.ts';
import { fixesOf, helpOf, told } from '../../told.ts';

const model = (layer: string, before = ''): string => `${before}${vectorModel(`  head y = x -> ${layer}`)}`;

describe('where a value stands', () => {
  it('is the entry of a list that the text writes there', () => {
    expect(told(model('Reshape([2, true])'))).toEqual([
      'true: `target_shape` of Reshape takes an integer, but `true` is a boolean.',
    ]);
  });

  it('is the name of a constant, whose list is written elsewhere', () => {
    expect(told(model('Reshape(s)', 'const s = [2, true]\n'))).toEqual([
      's: `target_shape` of Reshape takes an integer, but `true` is a boolean.',
    ]);
  });

  it('is the use of a parameter within a block, which the use of the block leads to', () => {
    const block = 'block B(n: string) {\n  input x\n  return x -> Dense(n)\n}\n';
    expect(told(model('B("four")', block))).toEqual([
      'n: `units` of Dense takes an integer, but `"four"` is a string.',
    ]);
  });
});

describe('a bare name where no name can stand', () => {
  it('is a constant that there is not', () => {
    expect(told(model('Dense(widht)', 'const width = 4\n'))).toEqual([
      'widht: Nothing is called `widht` here. Did you mean `width`?',
    ]);
    expect(fixesOf(model('Dense(widht)', 'const width = 4\n'))).toEqual(['Change to `width`']);
  });

  it('is an option, where options are taken', () => {
    expect(told(model('Dense(4, activation: width)'))).toEqual([
      'width: There is no activation `width`. Did you mean `mish` or `swish`?',
    ]);
  });

  it('is a tensor, where a value is wanted', () => {
    expect(told(model('Dense(x)'))).toEqual(['x: A value is needed here, but `x` is a tensor.']);
  });
});

describe('a constant with the name of an option', () => {
  it('wins, and the message says so', () => {
    const text = model('Dense(4, activation: relu)', 'const relu = 3\n');
    expect(told(text)).toEqual(['relu: `activation` of Dense takes an activation, but `3` is an integer.']);
    expect(helpOf(text)).toBe('`relu` is a constant or parameter here; `"relu"` in quotes is the option.');
  });

  it('leaves the word in quotes alone', () => {
    expect(told(model('Dense(4, activation: "relu")', 'const relu = 3\n'))).toEqual([]);
  });

  it('is not spoken of where it stands for a number', () => {
    expect(helpOf(model('Dense(n)', 'const n = 1.5\n'))).toBeUndefined();
  });
});
