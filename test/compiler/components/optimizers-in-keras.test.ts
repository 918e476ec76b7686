import { describe } from 'vitest';
import { asOptimizer, gives, refuses } from '../targets/keras/component-texts.ts';

describe('an optimizer in a module of Keras', () => {
  gives(asOptimizer, [
    ['adam', 'keras.optimizers.Adam()'],
    ['sgd', 'keras.optimizers.SGD()'],
    ['"rmsprop"', 'keras.optimizers.RMSprop()'],
    ['Adam()', 'keras.optimizers.Adam()'],
    ['Adam(0.01)', 'keras.optimizers.Adam(learning_rate=0.01)'],
    [
      'Adam(learning_rate: 0.01, beta_1: 0.8, amsgrad: true)',
      'keras.optimizers.Adam(learning_rate=0.01, beta_1=0.8, amsgrad=True)',
    ],
    ['Adam(clipnorm: 1)', 'keras.optimizers.Adam(clipnorm=1.0)'],
    ['Adam(clipvalue: 0.5)', 'keras.optimizers.Adam(clipvalue=0.5)'],
    ['Adam(global_clipnorm: 1)', 'keras.optimizers.Adam(global_clipnorm=1.0)'],
    ['Adam(use_ema: true, ema_momentum: 0.9)', 'keras.optimizers.Adam(use_ema=True, ema_momentum=0.9)'],
    ['Adam(weight_decay: 0.01)', 'keras.optimizers.Adam(weight_decay=0.01)'],
    ['AdamW()', 'keras.optimizers.AdamW()'],
    ['AdamW(0.001, weight_decay: 0.01)', 'keras.optimizers.AdamW(weight_decay=0.01)'],
    [
      'SGD(0.1, momentum: 0.9, nesterov: true)',
      'keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)',
    ],
    ['RMSprop(rho: 0.8, centered: true)', 'keras.optimizers.RMSprop(rho=0.8, centered=True)'],
    ['Adagrad(initial_accumulator_value: 0.2)', 'keras.optimizers.Adagrad(initial_accumulator_value=0.2)'],
    ['Adadelta(rho: 0.9)', 'keras.optimizers.Adadelta(rho=0.9)'],
    ['Adamax()', 'keras.optimizers.Adamax()'],
    ['Nadam()', 'keras.optimizers.Nadam()'],
    ['Ftrl(l1_regularization_strength: 0.1)', 'keras.optimizers.Ftrl(l1_regularization_strength=0.1)'],
    ['Lion(beta_1: 0.8)', 'keras.optimizers.Lion(beta_1=0.8)'],
    ['Lamb()', 'keras.optimizers.Lamb()'],
    ['Muon()', 'keras.optimizers.Muon()'],
    ['Adafactor()', 'keras.optimizers.Adafactor()'],
    [
      'Adam(ExponentialDecay(0.1, 100, 0.9))',
      'keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9))',
    ],
    [
      'Adam(CosineDecay(0.1, 100))',
      'keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.CosineDecay(0.1, 100))',
    ],
    [
      'SGD(PiecewiseConstantDecay([10, 20], [1, 0.5, 0.1]))',
      'keras.optimizers.SGD(learning_rate=keras.optimizers.schedules.PiecewiseConstantDecay((10.0, 20.0), (1.0, 0.5, 0.1)))',
    ],
    [
      'Adam(InverseTimeDecay(0.1, 10, 0.5, staircase: true))',
      'keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.InverseTimeDecay(0.1, 10, 0.5, staircase=True))',
    ],
    [
      'Adam(PolynomialDecay(0.1, 100, power: 2))',
      'keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.PolynomialDecay(0.1, 100, power=2.0))',
    ],
    [
      'Adam(CosineDecayRestarts(0.1, 100))',
      'keras.optimizers.Adam(learning_rate=keras.optimizers.schedules.CosineDecayRestarts(0.1, 100))',
    ],
  ]);
});

describe('what is no optimizer', () => {
  refuses(asOptimizer, [
    ['adm', 'KM5003 adm', 'There is no optimizer `adm`. Did you mean `adam`?'],
    ['Adm()', 'KM5003 Adm', 'There is no optimizer `Adm`. Did you mean `Adam`?'],
    [
      'Adam("fast")',
      'KM2006 "fast"',
      'There is no learning-rate schedule `fast`. There are `ExponentialDecay`, `InverseTimeDecay`, `PolynomialDecay`, `CosineDecay`, `CosineDecayRestarts` and `PiecewiseConstantDecay`.',
    ],
    ['Adam(-1)', 'KM2004 -1', '`learning_rate` of Adam must be at least 0, but it is -1.'],
    ['Adam(lr: 0.1)', 'KM2001 lr', 'Adam has no argument `lr`. Did you mean `learning_rate`?'],
    ['Adam(beta_1: 1)', 'KM2004 1', '`beta_1` of Adam must be at least 0 and less than 1, but it is 1.'],
    [
      'Adam(beta_1: -0.1)',
      'KM2004 -0.1',
      '`beta_1` of Adam must be at least 0 and less than 1, but it is -0.1.',
    ],
    ['Adam(epsilon: -1)', 'KM2004 -1', '`epsilon` of Adam must be at least 0, but it is -1.'],
    [
      'Adam(clipnorm: 1, clipvalue: 1)',
      'KM2004 1',
      'Adam takes one of `clipnorm`, `clipvalue` and `global_clipnorm`, but `clipnorm` is given as well.',
    ],
    ['SGD(momentum: 2)', 'KM2004 2', '`momentum` of SGD must be between 0 and 1, but it is 2.'],
    ['SGD(momentum: -1)', 'KM2004 -1', '`momentum` of SGD must be between 0 and 1, but it is -1.'],
    ['RMSprop(rho: 2)', 'KM2004 2', '`rho` of RMSprop must be at least 0 and less than 1, but it is 2.'],
    [
      'Adam(ExponentialDecay(0.1))',
      'KM2002 ExponentialDecay',
      'ExponentialDecay needs `decay_steps` and `decay_rate`.',
      'for example `ExponentialDecay(decay_steps: …, decay_rate: …)`.',
    ],
    [
      'Adam(ExponentialDecay(0.1, 0, 0.9))',
      'KM2004 0',
      '`decay_steps` of ExponentialDecay must be at least 1, but it is 0.',
    ],
    [
      'SGD(PiecewiseConstantDecay([10, 20], [1, 0.5]))',
      'KM2004 [1, 0.5]',
      '`values` needs 3 rates, one more than `boundaries` has steps, but has 2.',
    ],
    [
      'SGD(PiecewiseConstantDecay([20, 10], [1, 0.5, 0.1]))',
      'KM2004 [20, 10]',
      '`boundaries` must be ascending.',
    ],
    [
      'Adam(relu)',
      'KM2006 relu',
      'There is no learning-rate schedule `relu`. There are `ExponentialDecay`, `InverseTimeDecay`, `PolynomialDecay`, `CosineDecay`, `CosineDecayRestarts` and `PiecewiseConstantDecay`.',
    ],
    ['mse', 'KM5003 mse', 'There is no optimizer `mse`.'],
    ['3', 'KM2003 3', '`optimizer` of `train` takes an optimizer, but `3` is an integer.'],
  ]);
});
