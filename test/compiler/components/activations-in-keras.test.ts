import { describe } from 'vitest';
import { asActivation, gives, refuses } from '../targets/keras/component-texts.ts';

describe('an activation in a module of Keras', () => {
  gives(asActivation, [
    ['relu', '"relu"'],
    ['"relu"', '"relu"'],
    ['sigmoid', '"sigmoid"'],
    ['softmax', '"softmax"'],
    ['tanh', '"tanh"'],
    ['gelu', '"gelu"'],
    ['elu', '"elu"'],
    ['selu', '"selu"'],
    ['silu', '"silu"'],
    ['softplus', '"softplus"'],
    ['softsign', '"softsign"'],
    ['exponential', '"exponential"'],
    ['linear', '"linear"'],
    ['leaky_relu', '"leaky_relu"'],
    ['hard_sigmoid', '"hard_sigmoid"'],
    ['mish', '"mish"'],
    ['relu6', '"relu6"'],
    ['log_softmax', '"log_softmax"'],
    ['softmax(axis: 1)', 'lambda x: keras.activations.softmax(x, axis=1)'],
    ['elu(alpha: 0.5)', 'lambda x: keras.activations.elu(x, alpha=0.5)'],
  ]);
});

describe('what is no activation', () => {
  refuses(asActivation, [
    ['reluu', 'KM2006 reluu', 'There is no activation `reluu`. Did you mean `relu` or `relu6`?'],
    ['leaky', 'KM2006 leaky', 'There is no activation `leaky`.'],
    [
      'relu(max: 6)',
      'KM2001 max',
      'relu has no argument `max`. It takes `negative_slope`, `max_value` and `threshold`.',
    ],
    ['elu(alpha: "0.5")', 'KM2003 "0.5"', '`alpha` of elu takes a number, but `"0.5"` is a string.'],
    ['softmax(axis: 7)', 'KM2004 softmax(axis: 7)', '`softmax` has no axis 7 there.'],
    ['softmax(axes: 1)', 'KM2001 axes', 'softmax has no argument `axes`. Did you mean `axis`?'],
    ['Adam()', 'KM2006 Adam', 'There is no activation `Adam`.'],
    ['mse', 'KM2006 mse', 'There is no activation `mse`. Did you mean `mish`?'],
    ['3', 'KM2003 3', '`activation` of Dense takes an activation, but `3` is an integer.'],
  ]);
});
