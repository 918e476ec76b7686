import { describe, expect, it } from 'vitest';
import { finding, findings, graphOf, imageModel, vectorModel } from '../harness.ts';

const argsOf = (layer: string) => graphOf(imageModel(`  head y = x -> ${layer}`)).layers[0]!.args;

describe('arguments', () => {
  it('fills positional, named and default values', () => {
    expect(argsOf('Conv2D(8, [3, 5], padding: "same", activation: relu)')).toMatchObject({
      filters: 8,
      kernel_size: [3, 5],
      strides: [1, 1],
      padding: 'same',
      activation: { category: 'activation', name: 'relu' },
      use_bias: true,
    });
  });

  it('spreads one number over all axes', () => {
    expect(argsOf('Conv2D(8, 3)')['kernel_size']).toEqual([3, 3]);
  });

  it('fills the arguments of objects, wherever they are declared', () => {
    const text = `const start = HeNormal(seed: 1)\n${vectorModel('  head y = x -> Dense(4, kernel_initializer: start, kernel_regularizer: l2)')}`;
    const { args } = graphOf(text).layers[0]!;
    expect(args['kernel_initializer']).toMatchObject({ name: 'HeNormal', args: { seed: 1 } });
    expect(args['kernel_regularizer']).toMatchObject({ name: 'L2', alias: 'l2', args: { l2: 0.01 } });
  });

  it('takes none where it is allowed', () => {
    expect(argsOf('Dense(4, activation: none) -> Flatten()')['activation']).toBeNull();
  });

  it.each([
    ['Dense(units: 4, unit: 4)', ['KM2001 unit']],
    ['Dense()', ['KM2002 Dense']],
    ['Dense(activaton: relu)', ['KM2001 activaton']],
    ['Dense(true)', ['KM2003 true']],
    ['Dense("4")', ['KM2003 "4"']],
    ['Dense(0)', ['KM2004 0']],
    ['Dense(4, relu, 5)', ['KM2003 5']],
    ['Dense(4, units: 5)', ['KM2005 units']],
    ['Dense(units: 4, relu)', ['KM2005 relu']],
    ['Flatten() -> Reshape([16], 3)', ['KM2005 3']],
    ['Dense(4, activation: rleu)', ['KM2006 rleu']],
    ['Dense(4, kernel_initializer: HeNormal(sed: 1))', ['KM2001 sed']],
    ['Dense(4, kernel_initializer: MadeUp())', ['KM2006 MadeUp']],
    ['Dense(4, name: 5)', ['KM2003 5']],
    ['Dense(4, name: "a b")', ['KM2004 "a b"']],
    ['Dense(4, trainable: 1)', ['KM2003 1']],
    ['Dense(4, dtype: "float16")', ['KM2006 "float16"']],
    ['Dense(4, training: true)', ['KM2001 training']],
    ['Dense(width)', ['KM1001 width']],
    ['dense(4)', ['KM1003 dense']],
    ['relu()', ['KM1003 relu']],
    ['Lambda()', ['KM1003 Lambda']],
    ['Dense', ['KM0002 Dense']],
  ])('%s', (layer, expected) => {
    expect(findings(vectorModel(`  head y = x -> ${layer}`))).toEqual(expected);
  });

  it('names what is missing, with all that is', () => {
    const found = finding(imageModel('  head y = x -> Conv2D()'), 'KM2002');
    expect(found.message).toBe('Conv2D needs `filters` and `kernel_size`.');
  });

  it('reports all that is wrong in one call', () => {
    const text = imageModel('  head y = x -> Conv2D(0, [3], paddin: same, activation: rleu)');
    expect(findings(text)).toEqual(['KM2004 0', 'KM2004 [3]', 'KM2001 paddin', 'KM2006 rleu']);
  });

  it('says what a wrapper takes', () => {
    const text = (layer: string) =>
      `block B {\n  input x\n  return x -> ReLU()\n}\nmodel T {\n  input x: float32[T, 4]\n  head y = x -> ${layer}\n}`;
    expect(findings(text('Bidirectional(LSTM(4))'))).toEqual([]);
    expect(findings(text('Bidirectional(Dense(4))'))).toEqual(['KM2003 Dense(4)']);
    expect(findings(text('TimeDistributed(Dens(4))'))).toEqual(['KM1003 Dens']);
    expect(findings(text('TimeDistributed(B())'))).toEqual([]);
    expect(findings(text('Bidirectional(B())'))).toEqual(['KM2003 B']);
    expect(findings(text('TimeDistributed(Dense())'))).toEqual(['KM2002 Dense']);
  });
});
