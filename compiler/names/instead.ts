import type { ComponentCategory } from '../declarations/values.ts';
import { ownValue } from './own-value.ts';

type Category = 'layer' | ComponentCategory;

const declared = 'Inputs are declared: `input x: float32[28, 28]`.';
const noCode = 'A model holds no code: functions of tensors, or a `layer` of its own, say what it computes.';
const ownLayer = 'A `layer` declares one of your own.';
const foreign =
  'It wraps code of another library, which a model text cannot hold; `kmodel import` reads models.';
const noBoxes = 'Boxes around things in images are no tensors that a layer could pass on.';
const shown = '`kmodel train` shows its progress itself.';

const optimizers =
  'A record has an optimizer for each part: `optimizer: {features: Adam(0.0001), rest: SGD(0.1)}`.';

/**
 * What to write instead of names of Keras that cannot mean anything in a text: a text holds no code of Python and
 * no abstract classes. Every other name of Keras that kmodel lacks is to come.
 */
const instead: Readonly<Partial<Record<Category, Readonly<Record<string, string>>>>> = {
  layer: {
    Input: declared,
    InputLayer: declared,
    InputSpec: declared,
    Lambda: noCode,
    Layer: ownLayer,
    Wrapper: ownLayer,
    Pipeline: 'A `block` holds layers one after the other.',
    MaxNumBoundingBoxes: noBoxes,
    FlaxLayer: foreign,
    JaxLayer: foreign,
    TFSMLayer: foreign,
    TorchModuleWrapper: foreign,
  },
  loss: { Loss: 'A `loss` declares one of your own.' },
  metric: {
    Metric: 'A `metric` declares one of your own.',
    MeanMetricWrapper:
      'A `metric` declares one of your own: a function of targets and predictions, averaged.',
    Mean: 'A metric compares predictions with targets; `metric` declares one that averages something else.',
    Sum: 'A metric compares predictions with targets; `metric` declares one that sums something else.',
  },
  optimizer: {
    Optimizer: 'It is no optimizer itself: name one, such as `Adam(0.001)`.',
    MultiOptimizer: optimizers,
    OptimizerMap: optimizers,
  },
  schedule: { LearningRateSchedule: 'A `schedule` declares one of your own.' },
  initializer: { Initializer: '`Constant`, `RandomNormal` and others give weights their first values.' },
  regularizer: { Regularizer: 'A `regularizer` declares one of your own.' },
  constraint: { Constraint: 'A `constraint` declares one of your own.' },
  callback: {
    Callback: '`fit` of the TypeScript API takes callbacks of your own.',
    CallbackList: '`callbacks` is a list: `callbacks: [EarlyStopping(), TerminateOnNaN()]`.',
    OrbaxCheckpoint: '`ModelCheckpoint("best.safetensors")` saves weights.',
    ProgbarLogger: shown,
    History: '`fit` gives the history back, and `kmodel train` writes it into the run.',
    LambdaCallback: 'A model holds no code; `fit` of the TypeScript API takes callbacks.',
  },
};

/** What to write instead of a name of Keras; undefined where nothing takes its place. */
export function insteadOf(category: Category, name: string): string | undefined {
  return ownValue(instead[category] ?? {}, name);
}
