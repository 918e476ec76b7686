import { describe, expect, it } from 'vitest';
import { isMisfit, tfjsValue } from '../../../../compiler/targets/tfjs/values.ts';
import { maskedTensors } from '../../../../compiler/targets/tfjs/masks.ts';
import { tfjsLoss, tfjsMetric, tfjsOptimizer } from '../../../../compiler/targets/tfjs/training.ts';
import type { TfjsNamed } from '../../../../compiler/targets/tfjs/types.ts';
import { graphOf, vectorModel } from '../../harness.ts';

/** What an argument of a layer is for tfjs. */
const valueOf = (layer: string, argument: string): unknown => {
  const value = tfjsValue(graphOf(vectorModel(`  head y = x -> ${layer}`)).layers[0]!.args[argument]!);
  return isMisfit(value) ? value.reason : value;
};

describe('a value for tfjs', () => {
  it.each([
    ['a number', 'Dense(4)', 'units', 4],
    ['a list', 'Reshape([4, 4])', 'target_shape', [4, 4]],
    ['an activation by its name', 'Dense(4, activation: relu)', 'activation', 'relu'],
    ['an activation that tfjs calls otherwise', 'Dense(4, activation: silu)', 'activation', 'swish'],
    ['the other form of gelu', 'Dense(4, activation: gelu(approximate: true))', 'activation', 'gelu_new'],
    [
      'an activation that changes the shape, which has no name',
      'Dense(4, activation: glu)',
      'activation',
      'tfjs has no activation `glu`',
    ],
    [
      'an initializer by its name',
      'Dense(4, kernel_initializer: HeNormal())',
      'kernel_initializer',
      'heNormal',
    ],
    [
      'an initializer whose name has another spelling',
      'Dense(4, kernel_initializer: LecunNormal())',
      'kernel_initializer',
      'leCunNormal',
    ],
    [
      'a constant, which tfjs makes by no name alone',
      'Dense(4, bias_initializer: Constant())',
      'bias_initializer',
      { kind: 'object', namespace: 'initializers', factory: 'constant', config: { value: 0 } },
    ],
    [
      'an initializer with arguments',
      'Dense(4, kernel_initializer: Constant(0.5))',
      'kernel_initializer',
      { kind: 'object', namespace: 'initializers', factory: 'constant', config: { value: 0.5 } },
    ],
    [
      'an option within an initializer',
      'Dense(4, kernel_initializer: VarianceScaling(mode: fan_avg, distribution: untruncated_normal))',
      'kernel_initializer',
      {
        kind: 'object',
        namespace: 'initializers',
        factory: 'varianceScaling',
        config: { scale: 1, mode: 'fanAvg', distribution: 'normal' },
      },
    ],
    [
      'a regularizer',
      'Dense(4, kernel_regularizer: L1L2(0.1, 0.2))',
      'kernel_regularizer',
      { kind: 'object', namespace: 'regularizers', factory: 'l1l2', config: { l1: 0.1, l2: 0.2 } },
    ],
    [
      'a regularizer that tfjs lacks',
      'Dense(4, kernel_regularizer: OrthogonalRegularizer())',
      'kernel_regularizer',
      'tfjs has no regularizer `OrthogonalRegularizer`',
    ],
    [
      'a constraint',
      'Dense(4, kernel_constraint: MaxNorm(2))',
      'kernel_constraint',
      { kind: 'object', namespace: 'constraints', factory: 'maxNorm', config: { maxValue: 2, axis: 0 } },
    ],
  ])('%s', (_, layer, argument, expected) => {
    expect(valueOf(layer, argument)).toEqual(expected);
  });

  it('of an activation with arguments is brought along', () => {
    expect(valueOf('Dense(4, activation: relu(max_value: 6.0))', 'activation')).toMatchObject({
      kind: 'activation',
      value: { name: 'relu' },
    });
  });
});

describe('a training for tfjs', () => {
  const graph = (settings: string, train = 'optimizer: Adam()') =>
    graphOf(vectorModel(`  head y = x -> Dense(1) { ${settings} }\n  train { ${train} }`));
  const named = (value: TfjsNamed): string =>
    value.kind === 'tfjs' ? value.name : `missing ${value.value.name}`;

  it.each([
    ['mse', 'meanSquaredError'],
    ['Hinge()', 'hinge'],
    ['LogCosh()', 'logcosh'],
    ['Huber()', 'missing Huber'],
    ['BinaryCrossentropy(label_smoothing: 0.1)', 'missing BinaryCrossentropy'],
  ])('has the loss %s as %s', (loss, expected) => {
    expect(named(tfjsLoss(graph(`loss: ${loss}`).heads[0]!.loss!))).toBe(expected);
  });

  it.each([
    ['mae', 'mae'],
    ['BinaryAccuracy()', 'accuracy'],
    ['BinaryAccuracy(threshold: 0.7)', 'missing BinaryAccuracy'],
    ['AUC()', 'missing AUC'],
  ])('has the metric %s as %s', (metric, expected) => {
    expect(named(tfjsMetric(graph(`loss: mse, metrics: [${metric}]`).heads[0]!.metrics[0]!))).toBe(expected);
  });

  it.each([
    ['SGD(0.1)', 'sgd(0.1)'],
    ['SGD(0.1, momentum: 0.9)', 'momentum(0.1, 0.9)'],
    ['SGD(0.1, momentum: 0.9, nesterov: true)', 'momentum(0.1, 0.9, true)'],
    ['Adam()', 'adam(0.001)'],
    ['Adam(beta_2: 0.99)', 'adam(0.001, 0.9, 0.99)'],
    ['RMSprop(0.01)', 'rmsprop(0.01)'],
    ['RMSprop(0.01, momentum: 0.5)', 'rmsprop(0.01, 0.9, 0.5)'],
    ['AdamW()', 'tfjs has no `AdamW`'],
    ['Adam(amsgrad: true)', "tfjs's optimizer has no `amsgrad`"],
    ['Adam(clipnorm: 1.0)', "tfjs's optimizer has no `clipnorm`"],
    ['Adam(ema_momentum: 0.5)', 'adam(0.001)'],
    ['Adam(learning_rate: CosineDecay(0.1, 10))', 'tfjs has no learning-rate schedules'],
  ])('has the optimizer %s', (optimizer, expected) => {
    const made = tfjsOptimizer(graph('loss: mse', `optimizer: ${optimizer}`).training!.optimizer!);
    expect(made.kind === 'tfjs' ? `${made.factory}(${made.args.join(', ')})` : made.reason).toBe(expected);
  });
});

describe('masks in tfjs', () => {
  const masked = (body: string): number =>
    maskedTensors(graphOf(`model T {\n  input x: int32[5]\n  input z: float32[5, 4]\n  ${body}\n}`)).size;

  it('begin at an embedding that makes one, and go on', () => {
    expect(
      masked('branch e = x -> Embedding(9, 4, mask_zero: true) -> ReLU()\n  head y = [e, z] -> Add()'),
    ).toBe(3);
  });

  it('are none where nothing makes one', () => {
    expect(masked('branch e = x -> Embedding(9, 4) -> ReLU()\n  head y = [e, z] -> Add()')).toBe(0);
  });

  it('end at a layer that stops them', () => {
    expect(
      masked(
        'branch e = x -> Embedding(9, 4, mask_zero: true) -> LSTM(4)\n  head y = [e, z -> Flatten() -> Dense(4)] -> Add()',
      ),
    ).toBe(1);
  });
});
