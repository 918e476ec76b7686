import type { CompletionData } from './offer.ts';

/** What models are mostly made of, most used first; the rest follows by the alphabet. */
const layers = [
  'Dense', 'Conv2D', 'Dropout', 'Flatten', 'MaxPooling2D', 'BatchNormalization', 'Embedding', 'LSTM', 'GRU',
  'GlobalAveragePooling2D', 'Concatenate', 'Conv1D', 'Bidirectional', 'GlobalMaxPooling1D', 'GlobalAveragePooling1D',
  'MultiHeadAttention', 'LayerNormalization', 'Add', 'ReLU', 'Activation', 'Reshape', 'MaxPooling1D', 'AveragePooling2D',
  'SeparableConv2D', 'DepthwiseConv2D', 'Conv2DTranspose', 'UpSampling2D', 'SimpleRNN', 'TimeDistributed', 'Softmax',
]; // prettier-ignore

const components: Readonly<Record<string, readonly string[]>> = {
  activation: ['relu', 'softmax', 'sigmoid', 'tanh', 'linear', 'gelu', 'silu', 'elu', 'leaky_relu', 'selu'],
  loss: [
    'CategoricalCrossentropy', 'SparseCategoricalCrossentropy', 'BinaryCrossentropy', 'MeanSquaredError',
    'MeanAbsoluteError', 'Huber',
  ],
  metric: [
    'BinaryAccuracy', 'CategoricalAccuracy', 'SparseCategoricalAccuracy', 'MeanAbsoluteError', 'MeanSquaredError',
    'RootMeanSquaredError', 'AUC', 'Precision', 'Recall', 'F1Score',
  ],
  optimizer: ['Adam', 'RMSprop', 'SGD', 'AdamW', 'Adagrad', 'Nadam'],
  callback: ['EarlyStopping', 'ModelCheckpoint', 'ReduceLROnPlateau', 'CSVLogger', 'TerminateOnNaN'],
  initializer: ['GlorotUniform', 'HeNormal', 'HeUniform', 'GlorotNormal', 'Zeros', 'Ones', 'RandomNormal'],
  regularizer: ['L2', 'L1', 'L1L2'],
  schedule: ['CosineDecay', 'ExponentialDecay', 'PiecewiseConstantDecay'],
}; // prettier-ignore

/** Behind everything that is named here. */
const rare = 99;

/** A layer's or component's place in the order of use; 0 for what is neither. */
export function usagePlace(data: CompletionData | undefined): number {
  if (data?.of === 'layer') return place(layers, data.name);
  return data?.of === 'component' ? place(components[data.category] ?? [], data.name) : 0;
}

function place(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  return index < 0 ? rare : index;
}
