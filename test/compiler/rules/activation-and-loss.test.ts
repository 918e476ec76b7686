import { describe, expect, it } from 'vitest';
import { finding, findings, vectorModel } from '../harness.ts';

const head = (layer: string, settings: string) => vectorModel(`  head y = x -> ${layer} { ${settings} }`);
const logits = (metrics: string) => `loss: BinaryCrossentropy(from_logits: true), metrics: ${metrics}`;

describe('a loss on classes over one unit', () => {
  it.each([
    ['Dense(1, activation: sigmoid)', 'categorical_crossentropy'],
    ['Dense(1, activation: sigmoid)', 'sparse_categorical_crossentropy'],
    ['Dense(1)', 'categorical_crossentropy'],
    ['Dense(1)', 'CategoricalFocalCrossentropy()'],
  ])('%s { loss: %s } cannot learn', (layer, loss) => {
    expect(findings(head(layer, `loss: ${loss}`))).toEqual([`KM5004 ${loss}`]);
    expect(finding(head(layer, `loss: ${loss}`), 'KM5004').message).toContain('no second class');
  });

  it('has the loss that is meant as its fix', () => {
    const [fix] = finding(
      head('Dense(1, activation: sigmoid)', 'loss: categorical_crossentropy'),
      'KM5004',
    ).fixes;
    expect(fix!.edits[0]!.newText).toBe('binary_crossentropy');
  });

  it.each([
    ['Dense(1, activation: sigmoid)', 'binary_crossentropy'],
    ['Dense(1)', 'mse'],
    ['Dense(2, activation: softmax)', 'categorical_crossentropy'],
  ])('%s { loss: %s } is right', (layer, loss) => {
    expect(findings(head(layer, `loss: ${loss}`))).toEqual([]);
  });
});

describe('a metric that splits probabilities, on raw scores', () => {
  it.each(['[accuracy]', '["accuracy"]', '[acc]', '[BinaryAccuracy()]', '[BinaryAccuracy(threshold: 0.3)]'])(
    '%s is wrong',
    (metrics) => {
      expect(findings(head('Dense(1)', logits(metrics)))).toEqual([`KM5004 ${metrics}`]);
    },
  );

  it('has the threshold that is meant as its fix', () => {
    const { fixes, message } = finding(
      head('Dense(1)', logits('[accuracy, AUC(from_logits: true)]')),
      'KM5004',
    );
    expect(message).toBe('`accuracy` splits at 0.5, as probabilities are, but head `y` makes raw scores.');
    expect(fixes[0]!.edits[0]!.newText).toBe('BinaryAccuracy(threshold: 0)');
  });

  it.each([
    [
      'Precision()',
      '`Precision` splits at 0.5, as probabilities are, but head `y` makes raw scores.',
      'Precision(thresholds: 0)',
    ],
    [
      'recall',
      '`recall` splits at 0.5, as probabilities are, but head `y` makes raw scores.',
      'Recall(thresholds: 0)',
    ],
    ['AUC', '`AUC` wants probabilities, but head `y` makes raw scores.', 'AUC(from_logits: true)'],
    [
      'RecallAtPrecision(0.5)',
      '`RecallAtPrecision` wants probabilities, but head `y` makes raw scores.',
      undefined,
    ],
  ])('%s is wrong, too', (metric, message, right) => {
    const found = finding(head('Dense(1)', logits(`[${metric}]`)), 'KM5004');
    expect(found.message).toBe(message);
    if (right !== undefined && !metric.includes('(')) expect(found.fixes[0]!.edits[0]!.newText).toBe(right);
  });

  it.each([
    ['Dense(1)', logits('[Precision(thresholds: 0), AUC(from_logits: true)]')],
    ['Dense(1)', logits('[BinaryAccuracy(threshold: 0)]')],
    ['Dense(1)', logits('[BinaryAccuracy(threshold: -0.5)]')],
    ['Dense(1, activation: sigmoid)', 'loss: binary_crossentropy, metrics: [accuracy]'],
    ['Dense(3)', 'loss: CategoricalCrossentropy(from_logits: true), metrics: [accuracy]'],
  ])('%s { %s } is right', (layer, settings) => {
    expect(findings(head(layer, settings))).toEqual([]);
  });
});

describe('an activation and a loss that want different things', () => {
  it.each([
    ['Dense(3)', 'categorical_crossentropy'],
    ['Dense(3, activation: softplus)', 'categorical_crossentropy'],
    ['Dense(3) -> LeakyReLU()', 'binary_crossentropy'],
    ['Dense(3, activation: sigmoid)', 'categorical_crossentropy'],
    ['Dense(3, activation: hard_sigmoid)', 'categorical_crossentropy'],
    ['Dense(3, activation: softmax)', 'binary_crossentropy'],
  ])('%s { loss: %s }', (layer, loss) => {
    expect(findings(head(layer, `loss: ${loss}`))).toEqual([`KM5004 ${loss}`]);
  });
});
