import { describe } from 'vitest';
import { asRegularizer, gives, refuses } from '../targets/keras/component-texts.ts';

describe('a regularizer in a module of Keras', () => {
  gives(asRegularizer, [
    ['l1', '"l1"'],
    ['l2', '"l2"'],
    ['L1(0.1)', 'keras.regularizers.L1(0.1)'],
    ['L2(0.1)', 'keras.regularizers.L2(0.1)'],
    ['L1L2(l1: 0.1, l2: 0.2)', 'keras.regularizers.L1L2(l1=0.1, l2=0.2)'],
    ['OrthogonalRegularizer(0.1)', 'keras.regularizers.OrthogonalRegularizer(0.1)'],
  ]);
});

describe('what is no regularizer', () => {
  refuses(asRegularizer, [
    ['l3', 'KM2006 l3', 'There is no regularizer `l3`. Did you mean `l1` or `l2`?'],
    ['L1("0.1")', 'KM2003 "0.1"', '`l1` of L1 takes a number, but `"0.1"` is a string.'],
    ['L2(l1: 0.1)', 'KM2001 l1', 'L2 has no argument `l1`. Did you mean `l2`?'],
    ['L2(-0.1)', 'KM2004 -0.1', '`l2` of L2 must be at least 0, but it is -0.1.'],
    [
      'OrthogonalRegularizer(mode: diagonal)',
      'KM2006 diagonal',
      '`mode` of OrthogonalRegularizer has no option `diagonal`. It takes `rows` or `columns`.',
    ],
    ['0.01', 'KM2003 0.01', '`kernel_regularizer` of Dense takes a regularizer, but `0.01` is a float.'],
    [
      'relu',
      'KM2006 relu',
      'There is no regularizer `relu`. There are `l1`, `l2`, `l1l2` and `orthogonal_regularizer`.',
    ],
  ]);
});
