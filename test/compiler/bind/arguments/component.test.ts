import { describe, expect, it } from 'vitest';
import { graphOf, vectorModel } from '../../harness.ts';
import { fixesOf, helpOf, mended, told } from '../../told.ts';

const model = (layer: string, before = ''): string => `${before}${vectorModel(`  head y = x -> ${layer}`)}`;
const trained = (settings: string): string =>
  vectorModel(`  head y = x -> Dense(1) { loss: mse }\n  train { ${settings} }`);

/** A component as plain data: what it is, how it was called, and its arguments. */
function component(text: string, argument: string): unknown {
  const value = graphOf(text).layers[0]!.args[argument];
  const { name, alias, args } = value as unknown as { name: string; alias?: string; args: unknown };
  return { name, alias, args };
}

describe('an object stands as', () => {
  it.each([
    ['its bare name', 'tanh', { name: 'tanh', alias: undefined, args: {} }],
    ['a string of its name', '"tanh"', { name: 'tanh', alias: undefined, args: {} }],
    [
      'a call with its arguments',
      'leaky_relu(negative_slope: 0.1)',
      { name: 'leaky_relu', alias: undefined, args: { negative_slope: 0.1 } },
    ],
    ['a call without arguments', 'tanh()', { name: 'tanh', alias: undefined, args: {} }],
  ])('%s', (_, written, expected) => {
    expect(component(model(`Dense(4, activation: ${written})`), 'activation')).toEqual(expected);
  });

  it('another of its names, which is kept', () => {
    expect(component(model('Dense(4, kernel_initializer: he_normal)'), 'kernel_initializer')).toEqual({
      name: 'HeNormal',
      alias: 'he_normal',
      args: { seed: null, input_axes: null, output_axes: null },
    });
  });

  it('a constant that holds a call', () => {
    const text = model('Dense(4, kernel_initializer: start)', 'const start = Constant(0.5)\n');
    expect(component(text, 'kernel_initializer')).toEqual({ name: 'Constant', args: { value: 0.5 } });
  });

  it('one that the text declares, with its parameters', () => {
    const own = 'activation bend(x, by: float = 2.0) = x * by\n';
    expect(component(model('Dense(4, activation: bend)', own), 'activation')).toEqual({
      name: 'bend',
      args: { by: 2 },
    });
    expect(component(model('Dense(4, activation: bend(by: 3.0))', own), 'activation')).toEqual({
      name: 'bend',
      args: { by: 3 },
    });
  });
});

describe('an object that there is not', () => {
  it.each([
    [
      'activation',
      model('Dense(4, activation: rellu)'),
      ['rellu: There is no activation `rellu`. Did you mean `relu`?'],
    ],
    [
      'initializer',
      model('Dense(4, kernel_initializer: HeNorml())'),
      ['HeNorml: There is no initializer `HeNorml`. Did you mean `HeNormal`?'],
    ],
    [
      'regularizer',
      model('Dense(4, kernel_regularizer: l4)'),
      ['l4: There is no regularizer `l4`. Did you mean `l1` or `l2`?'],
    ],
    [
      'constraint',
      model('Dense(4, kernel_constraint: MaxNrm())'),
      ['MaxNrm: There is no constraint `MaxNrm`. Did you mean `MaxNorm`?'],
    ],
    [
      'loss',
      vectorModel('  head y = x -> Dense(1) { loss: msee }'),
      ['msee: There is no loss `msee`. Did you mean `mse` or `msle`?'],
    ],
    [
      'metric',
      vectorModel('  head y = x -> Dense(1) { loss: mse, metrics: [maee] }'),
      ['maee: There is no metric `maee`. Did you mean `mae` or `mape`?'],
    ],
    [
      'optimizer',
      trained('optimizer: Adamm()'),
      ['Adamm: There is no optimizer `Adamm`. Did you mean `Adam` or `AdamW`?'],
    ],
    [
      'learning-rate schedule',
      trained('optimizer: Adam(learning_rate: CosineDecai(0.1, 10))'),
      ['CosineDecai: There is no learning-rate schedule `CosineDecai`. Did you mean `CosineDecay`?'],
    ],
    [
      'callback',
      trained('optimizer: Adam(), callbacks: [EarlyStoping()]'),
      ['EarlyStoping: There is no callback `EarlyStoping`. Did you mean `EarlyStopping`?'],
    ],
  ])('is told as %s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('is replaced by the one that is near', () => {
    expect(mended(model('Dense(4, activation: rellu)'))).toBe(model('Dense(4, activation: relu)'));
    expect(mended(trained('optimizer: Adamm()'))).toBe(trained('optimizer: Adam()'));
  });

  it('is told by what Keras or PyTorch calls it elsewhere', () => {
    expect(told(model('Dense(4, activation: LeakyRelu)'))).toEqual([
      'LeakyRelu: There is no activation `LeakyRelu`. Did you mean `leaky_relu`?',
    ]);
  });

  it('in Keras alone is told so', () => {
    expect(told(trained('optimizer: Adam(), callbacks: [LambdaCallback()]'))).toEqual([
      'LambdaCallback: `LambdaCallback` is a callback of Keras that kmodel does not have. A model holds no code; `fit` of the TypeScript API takes callbacks.',
    ]);
    expect(fixesOf(trained('optimizer: Adam(), callbacks: [LambdaCallback()]'))).toEqual([]);
  });

  it('of another category does not stand in its place', () => {
    expect(told(model('Dense(4, activation: HeNormal())'))).toEqual([
      'HeNormal: There is no activation `HeNormal`.',
    ]);
    expect(
      told(
        model(
          'Dense(4, activation: bend)',
          'loss bend(y_true, y_pred) = mean(abs(y_true - y_pred), axis: -1)\n',
        ),
      ),
    ).toEqual(['bend: There is no activation `bend`.']);
  });
});

describe('an object with wrong arguments', () => {
  it.each([
    [
      'an argument that it does not have',
      model('Dense(4, kernel_initializer: HeNormal(sed: 1))'),
      ['sed: HeNormal has no argument `sed`. Did you mean `seed`?'],
    ],
    [
      'one of another type',
      model('Dense(4, kernel_initializer: Constant("x"))'),
      ['"x": `value` of Constant takes a number, but `"x"` is a string.'],
    ],
    [
      'two that do not go together',
      model('Dense(4, kernel_initializer: RandomUniform(minval: 1.0, maxval: 0.0))'),
      ['1.0: `minval`, 1, is greater than `maxval`, 0.'],
    ],
    [
      'one too many',
      model('Dense(4, activation: tanh(1))'),
      ['1: tanh takes no arguments, but 1 stands here without a name.'],
    ],
  ])('is told of %s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('is told what it needs, where its name alone does not say it', () => {
    const text = trained('optimizer: Adam(learning_rate: CosineDecay)');
    expect(told(text)).toEqual(['CosineDecay: CosineDecay needs `initial_learning_rate`.']);
    expect(helpOf(text)).toBe('`CosineDecay(initial_learning_rate: …)` gives it one.');
  });
});

describe('a name that the head decides', () => {
  it.each([
    ['sigmoid', 'accuracy', [['BinaryAccuracy', 'accuracy']]],
    ['softmax', 'acc', [['CategoricalAccuracy', 'acc']]],
  ])('with %s: %s', (activation, metric, chosen) => {
    const units = activation === 'sigmoid' ? 1 : 3;
    const loss = activation === 'sigmoid' ? 'binary_crossentropy' : 'categorical_crossentropy';
    const text = vectorModel(
      `  head y = x -> Dense(${units}, activation: ${activation}) { loss: ${loss}, metrics: [${metric}] }`,
    );
    expect(graphOf(text).heads[0]!.metrics.map(({ name, alias }) => [name, alias])).toEqual(chosen);
  });
});
