import { describe, expect, it } from 'vitest';
import { findComponent } from '../../../compiler/components/registry.ts';
import { variable } from '../../../compiler/shapes/size.ts';
import type { TensorType } from '../../../compiler/shapes/types.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

const scalar: TensorType = { dtype: 'float32', shape: [] };
const classes: TensorType = { dtype: 'float32', shape: [10] };
const steps: TensorType = { dtype: 'float32', shape: [variable('T'), 10] };
const open: TensorType = { dtype: 'float32', shape: [variable('T')] };

function target(category: 'loss' | 'metric', name: string, head: TensorType, config: Config = {}) {
  const component = componentOf(category, { class_name: name, config });
  return findComponent(category, component.name)!.target!(head, component.args as never);
}

describe('what data a head needs for its loss', () => {
  it('is of the same shape for most', () => {
    expect(target('loss', 'MeanSquaredError', steps)).toEqual(steps);
    expect(target('loss', 'BinaryCrossentropy', scalar)).toEqual(scalar);
  });

  it('is class numbers for sparse ones', () => {
    expect(target('loss', 'SparseCategoricalCrossentropy', classes)).toEqual({ dtype: 'int32', shape: [] });
    const along = target(
      'loss',
      'SparseCategoricalCrossentropy',
      { dtype: 'float32', shape: [10, 4] },
      { axis: 1 },
    );
    expect(along).toEqual({ dtype: 'int32', shape: [4] });
  });

  it.each([
    [
      'loss',
      'CategoricalCrossentropy',
      scalar,
      {},
      'needs a last axis with one entry per class, but the head is float32[].',
    ],
    [
      'loss',
      'BinaryCrossentropy',
      classes,
      { axis: 2 },
      'needs an axis 2 with one entry per class, but the head is float32[10].',
    ],
    [
      'loss',
      'SparseCategoricalCrossentropy',
      open,
      {},
      'needs to know the number of classes, but the head is float32[T].',
    ],
    [
      'loss',
      'Dice',
      classes,
      { axis: [1, 2] },
      'needs an axis 2 with one entry per class, but the head is float32[10].',
    ],
    ['metric', 'F1Score', open, {}, 'needs to know the number of classes, but the head is float32[T].'],
    [
      'metric',
      'Precision',
      scalar,
      { top_k: 2 },
      'needs a last axis with one entry per class, but the head is float32[].',
    ],
    ['metric', 'Recall', classes, { class_id: 10 }, 'asks for class 10, but the head has classes 0 to 9.'],
    [
      'metric',
      'PrecisionAtRecall',
      classes,
      { recall: 0.5, class_id: 12 },
      'asks for class 12, but the head has classes 0 to 9.',
    ],
    [
      'metric',
      'OneHotMeanIoU',
      classes,
      { num_classes: 3 },
      'counts 3 classes, but the head is float32[10].',
    ],
    [
      'metric',
      'MeanIoU',
      classes,
      { num_classes: 3, sparse_y_pred: false },
      'counts 3 classes, but the head is float32[10].',
    ],
    [
      'metric',
      'AUC',
      classes,
      { multi_label: true, label_weights: [1, 2] },
      'counts 2 classes, but the head is float32[10].',
    ],
  ] as const)('%s %s tells why it does not fit', (category, name, head, config, message) => {
    const misfit = target(category, name, head, config);
    expect('misfit' in misfit && misfit.message.replace(/^`\w+` /, '')).toBe(message);
  });
});

describe('arguments that do not go together', () => {
  it.each([
    [
      'schedule',
      'PiecewiseConstantDecay',
      { boundaries: [1, 2], values: [1, 2] },
      '`values` needs 3 rates, one more than `boundaries` has steps, but has 2.',
    ],
    [
      'schedule',
      'PiecewiseConstantDecay',
      { boundaries: [2, 1], values: [1, 2, 3] },
      '`boundaries` must be ascending.',
    ],
    ['metric', 'AUC', { label_weights: [1, 2] }, '`label_weights` needs `multi_label: true`.'],
    [
      'metric',
      'IoU',
      { num_classes: 2, target_class_ids: [2] },
      '`target_class_ids` holds 2, but the classes are 0 to 1.',
    ],
    ['initializer', 'RandomUniform', { minval: 1 }, '`minval`, 1, is greater than `maxval`, 0.05.'],
    ['constraint', 'MinMaxNorm', { min_value: 2 }, '`min_value`, 2, is greater than `max_value`, 1.'],
  ] as const)('of %s %s', (category, name, config, message) => {
    const { args } = componentOf(category, { class_name: name, config });
    expect(findComponent(category, name)!.problem!(args as never)?.message).toBe(message);
  });
});
