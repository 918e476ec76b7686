import { describe } from 'vitest';
import { asInitializer, gives, refuses } from '../targets/keras/component-texts.ts';

describe('an initializer in a module of Keras', () => {
  gives(asInitializer, [
    ['zeros', '"zeros"'],
    ['ones', '"ones"'],
    ['"glorot_normal"', '"glorot_normal"'],
    ['he_uniform', '"he_uniform"'],
    ['Zeros()', 'keras.initializers.Zeros()'],
    ['Ones()', 'keras.initializers.Ones()'],
    ['Constant(0.5)', 'keras.initializers.Constant(0.5)'],
    ['RandomNormal()', 'keras.initializers.RandomNormal()'],
    ['RandomNormal(stddev: 0.1)', 'keras.initializers.RandomNormal(stddev=0.1)'],
    ['RandomUniform(-0.1, 0.1)', 'keras.initializers.RandomUniform(-0.1, 0.1)'],
    ['TruncatedNormal(mean: 1, seed: 3)', 'keras.initializers.TruncatedNormal(mean=1.0, seed=3)'],
    ['GlorotNormal()', 'keras.initializers.GlorotNormal()'],
    ['GlorotUniform(seed: 1)', 'keras.initializers.GlorotUniform(seed=1)'],
    ['HeNormal()', 'keras.initializers.HeNormal()'],
    ['HeUniform()', 'keras.initializers.HeUniform()'],
    ['LecunNormal()', 'keras.initializers.LecunNormal()'],
    ['LecunUniform()', 'keras.initializers.LecunUniform()'],
    [
      'VarianceScaling(scale: 2, mode: fan_out)',
      'keras.initializers.VarianceScaling(scale=2.0, mode="fan_out")',
    ],
    ['VarianceScaling(distribution: uniform)', 'keras.initializers.VarianceScaling(distribution="uniform")'],
    ['Orthogonal(gain: 0.5)', 'keras.initializers.Orthogonal(gain=0.5)'],
    ['Identity()', 'keras.initializers.Identity()'],
    ['Identity(gain: 2)', 'keras.initializers.Identity(gain=2.0)'],
  ]);
});

describe('what is no initializer', () => {
  refuses(asInitializer, [
    ['glorot', 'KM2006 glorot', 'There is no initializer `glorot`.'],
    [
      'RandomNormal("0.1")',
      'KM2003 "0.1"',
      '`mean` of RandomNormal takes a number, but `"0.1"` is a string.',
    ],
    ['RandomNormal(std: 0.1)', 'KM2001 std', 'RandomNormal has no argument `std`. Did you mean `seed`?'],
    ['RandomUniform(0.1)', 'KM2004 0.1', '`minval`, 0.1, is greater than `maxval`, 0.05.'],
    ['Constant("one")', 'KM2003 "one"', '`value` of Constant takes a number, but `"one"` is a string.'],
    ['Constant(0.5, 0.6)', 'KM2005 0.6', 'Constant takes one argument, but 2 stand here without a name.'],
    [
      'VarianceScaling(scale: 0)',
      'KM2004 0',
      '`scale` of VarianceScaling must be greater than 0, but it is 0.',
    ],
    [
      'VarianceScaling(mode: fan_inn)',
      'KM2006 fan_inn',
      '`mode` of VarianceScaling has no option `fan_inn`. Did you mean `fan_in`?',
    ],
    [
      'VarianceScaling(distribution: normal)',
      'KM2006 normal',
      '`distribution` of VarianceScaling has no option `normal`. It takes `truncated_normal`, `untruncated_normal` or `uniform`.',
    ],
    ['Orthogonal(gain: none)', 'KM2003 none', '`gain` of Orthogonal takes a number, but it is `none`.'],
    [
      'GlorotUniform(seed: 1.5)',
      'KM2003 1.5',
      '`seed` of GlorotUniform takes an integer, but `1.5` is a float.',
    ],
    ['relu', 'KM2006 relu', 'There is no initializer `relu`.'],
    ['Adam()', 'KM2006 Adam', 'There is no initializer `Adam`.'],
    ['0', 'KM2003 0', '`kernel_initializer` of Dense takes an initializer, but `0` is an integer.'],
  ]);
});
