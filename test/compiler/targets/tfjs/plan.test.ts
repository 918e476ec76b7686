import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { findCounterpart } from '../../../../compiler/targets/tfjs/implementation.ts';
import { planTfjs } from '../../../../compiler/targets/tfjs/plan.ts';
import { allLayers } from '../../../../compiler/layers/registry.ts';
import { graphOf, imageModel, vectorModel } from '../../harness.ts';

const layers = allLayers().flatMap((declaration) => {
  const counterpart = findCounterpart(declaration.name);
  return counterpart ? [{ name: declaration.name, declaration, counterpart }] : [];
});

/** The plan of one layer behind an input. */
function plan(text: string, name: string) {
  return planTfjs(graphOf(text)).layers.find((layer) => layer.name === name)!.implementation;
}

describe('counterparts in tfjs-layers', () => {
  it.each(layers)('$name is made by a function that tfjs has', ({ counterpart }) => {
    expect(tf.layers).toHaveProperty(counterpart.factory);
  });

  it.each(layers)('$name refers to arguments that it has', ({ declaration, counterpart }) => {
    const { names, defaults, fixed, ignored = [], lists = [], adapt } = counterpart;
    const referred = [
      ...[names, defaults, fixed].flatMap((each) => Object.keys(each ?? {})),
      ...ignored,
      ...lists,
    ];
    if (!adapt) expect(Object.keys(declaration.arguments)).toEqual(expect.arrayContaining(referred));
  });

  it('are missing where tfjs has none', () => {
    const missing = allLayers()
      .map(({ name }) => name)
      .filter((name) => !findCounterpart(name) && name !== 'Bidirectional' && name !== 'TimeDistributed');
    expect(missing.sort()).toEqual([
      'ActivityRegularization',
      'AdaptiveAveragePooling1D',
      'AdaptiveAveragePooling2D',
      'AdaptiveAveragePooling3D',
      'AdaptiveMaxPooling1D',
      'AdaptiveMaxPooling2D',
      'AdaptiveMaxPooling3D',
      'AdditiveAttention',
      'AlphaDropout',
      'Attention',
      'AugMix',
      'AutoContrast',
      'CategoryEncoding',
      'CenterCrop',
      'ContrastLimitedAdaptiveHistogramEqualization',
      'Conv1DTranspose',
      'Conv3DTranspose',
      'ConvLSTM1D',
      'ConvLSTM2D',
      'ConvLSTM3D',
      'Cropping1D',
      'Cropping3D',
      'CutMix',
      'DepthwiseConv1D',
      'Discretization',
      'Divide',
      'EinsumDense',
      'Equalization',
      'FoldSteps',
      'GRUCell',
      'GlobalAveragePooling3D',
      'GlobalMaxPooling3D',
      'GroupNormalization',
      'GroupQueryAttention',
      'HashedCrossing',
      'Hashing',
      'IntegerLookup',
      'LSTMCell',
      'MelSpectrogram',
      'MixUp',
      'MultiHeadAttention',
      'Normalization',
      'PositionEmbedding',
      'RMSNormalization',
      'RNN',
      'RandAugment',
      'RandomBrightness',
      'RandomColorDegeneration',
      'RandomColorJitter',
      'RandomContrast',
      'RandomCrop',
      'RandomElasticTransform',
      'RandomErasing',
      'RandomFlip',
      'RandomGaussianBlur',
      'RandomGrayscale',
      'RandomHue',
      'RandomInvert',
      'RandomPerspective',
      'RandomPosterization',
      'RandomRotation',
      'RandomSaturation',
      'RandomSharpness',
      'RandomShear',
      'RandomTranslation',
      'RandomZoom',
      'Resizing',
      'ReversibleEmbedding',
      'STFTSpectrogram',
      'SeparableConv1D',
      'SimpleRNNCell',
      'SinePositionEncoding',
      'Solarization',
      'SpatialDropout2D',
      'SpatialDropout3D',
      'SpectralNormalization',
      'StackedRNNCells',
      'StringLookup',
      'Subtract',
      'TernaryDense',
      'TextVectorization',
      'UnfoldSteps',
      'UnitNormalization',
      'UpSampling1D',
      'UpSampling3D',
      'ZeroPadding1D',
      'ZeroPadding3D',
    ]);
  });
});

describe('the plan of a layer', () => {
  it('says what differs from tfjs’s defaults, in tfjs’s words', () => {
    const found = plan(imageModel('  head y = x -> Conv2D(8, 3, strides: [1, 2], use_bias: false)'), 'y');
    expect(found).toEqual({
      kind: 'tfjs',
      factory: 'conv2d',
      config: {
        filters: 8,
        kernelSize: 3,
        strides: [1, 2],
        useBias: false,
        kernelInitializer: 'glorotUniform',
      },
    });
  });

  it('turns objects into calls', () => {
    const found = plan(
      vectorModel(
        '  head y = x -> Dense(2, kernel_initializer: HeNormal(seed: 3), kernel_constraint: MaxNorm(1))',
      ),
      'y',
    );
    expect(found).toMatchObject({
      config: {
        kernelInitializer: { namespace: 'initializers', factory: 'heNormal', config: { seed: 3 } },
        kernelConstraint: { namespace: 'constraints', factory: 'maxNorm', config: { maxValue: 1, axis: 0 } },
      },
    });
  });

  it('tells why tfjs has no such layer', () => {
    const reason = (pipeline: string) => plan(vectorModel(`  head y = ${pipeline}`), 'y');
    expect(reason('x -> UnitNormalization()')).toEqual({
      kind: 'missing',
      reason: 'tfjs has no `UnitNormalization`',
    });
    expect(reason('x -> ELU(alpha: 0.5)')).toEqual({ kind: 'missing', reason: 'tfjs has no `alpha` for it' });
    expect(reason('[x, x] -> Add()')).toEqual({ kind: 'missing', reason: 'tfjs takes a tensor only once' });
  });

  it('tells what predicts alike and learns otherwise', () => {
    expect(plan(vectorModel('  head y = x -> BatchNormalization(trainable: false)'), 'y')).toMatchObject({
      kind: 'tfjs',
      trainsDifferently: expect.stringContaining('frozen'),
    });
  });
});

describe('the plan of a training', () => {
  const planOf = (settings: string, train = '') =>
    planTfjs(graphOf(vectorModel(`  head y = x -> Dense(1) { ${settings} }\n  train { ${train} }`)));

  it('names losses, metrics and the optimizer as tfjs does', () => {
    const { heads, optimizer } = planOf('loss: mse, weight: 0.5, metrics: [mae]', 'optimizer: Adam(0.01)');
    expect(heads[0]).toMatchObject({
      loss: { kind: 'tfjs', name: 'meanSquaredError' },
      weight: 0.5,
      metrics: [{ kind: 'tfjs', name: 'mae' }],
    });
    expect(optimizer).toEqual({ kind: 'tfjs', factory: 'adam', args: [0.01] });
  });

  it('says which optimizers tfjs lacks, and why', () => {
    expect(planOf('loss: mse', 'optimizer: Lion()').optimizer).toMatchObject({
      reason: 'tfjs has no `Lion`',
    });
    expect(planOf('loss: mse', 'optimizer: SGD(0.1, clipnorm: 1)').optimizer).toMatchObject({
      reason: "tfjs's optimizer has no `clipnorm`",
    });
    expect(planOf('loss: mse', 'optimizer: SGD(CosineDecay(0.1, decay_steps: 5))').optimizer).toMatchObject({
      reason: 'tfjs has no learning-rate schedules',
    });
  });
});
