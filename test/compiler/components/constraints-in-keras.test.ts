import { describe } from 'vitest';
import { asConstraint, gives, refuses } from '../targets/keras/component-texts.ts';

describe('a constraint in a module of Keras', () => {
  gives(asConstraint, [
    ['NonNeg()', 'keras.constraints.NonNeg()'],
    ['MaxNorm(2)', 'keras.constraints.MaxNorm(2.0)'],
    ['MaxNorm(max_value: 2, axis: 1)', 'keras.constraints.MaxNorm(max_value=2.0, axis=1)'],
    ['MinMaxNorm(0.5, 1.5)', 'keras.constraints.MinMaxNorm(0.5, 1.5)'],
    ['UnitNorm()', 'keras.constraints.UnitNorm()'],
    ['UnitNorm(axis: 1)', 'keras.constraints.UnitNorm(axis=1)'],
  ]);
});

describe('what is no constraint', () => {
  refuses(asConstraint, [
    ['NonNegative()', 'KM2006 NonNegative', 'There is no constraint `NonNegative`. Did you mean `NonNeg`?'],
    ['NonNeg(1)', 'KM2005 1', 'NonNeg takes no arguments, but 1 stands here without a name.'],
    ['MaxNorm("2")', 'KM2003 "2"', '`max_value` of MaxNorm takes a number, but `"2"` is a string.'],
    ['MaxNorm(-1)', 'KM2004 -1', '`max_value` of MaxNorm must be at least 0, but it is -1.'],
    ['MinMaxNorm(rate: 2)', 'KM2004 2', '`rate` of MinMaxNorm must be between 0 and 1, but it is 2.'],
    [
      'relu',
      'KM2006 relu',
      'There is no constraint `relu`. There are `max_norm`, `min_max_norm`, `non_neg` and `unit_norm`.',
    ],
    ['2', 'KM2003 2', '`kernel_constraint` of Dense takes a constraint, but `2` is an integer.'],
  ]);
});
