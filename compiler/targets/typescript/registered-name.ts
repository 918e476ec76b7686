/** Classes of tfjs-layers 4.22 that generated code has in a form of its own. */
const ofTfjs = new Set([
  ...[
    'BatchNormalization',
    'CategoryEncoding',
    'CenterCrop',
    'Concatenate',
    'Dense',
    'Dot',
    'Dropout',
    'ELU',
  ],
  ...['EinsumDense', 'Embedding', 'Flatten', 'GaussianDropout', 'GaussianNoise', 'GRU', 'Identity', 'LSTM'],
  ...[
    'LayerNormalization',
    'LeakyReLU',
    'Masking',
    'MultiHeadAttention',
    'Permute',
    'PositionEmbedding',
    'PReLU',
  ],
  ...['RandomHeight', 'RandomWidth', 'ReLU', 'RepeatVector', 'Rescaling', 'Reshape', 'Resizing', 'SimpleRNN'],
  ...['AlphaDropout', 'Softmax', 'SpatialDropout1D', 'ThresholdedReLU', 'UpSampling2D', 'ZeroPadding2D'],
  ...['Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Activation', 'Cropping2D', 'Bidirectional'],
  ...['TimeDistributed', 'Conv1D', 'Conv2D', 'Conv2DTranspose', 'Conv3D', 'Conv3DTranspose', 'ConvLSTM2D'],
  ...['DepthwiseConv2D', 'SeparableConv2D', 'AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D'],
  ...['MaxPooling1D', 'MaxPooling2D', 'MaxPooling3D', 'GlobalAveragePooling1D', 'GlobalAveragePooling2D'],
  ...['GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
  ...['RNN', 'SimpleRNNCell', 'GRUCell', 'LSTMCell', 'StackedRNNCells'],
]);

/**
 * The name that a generated class is registered under. tfjs makes layers of a `model.json` by these names, so that a
 * class must not take one of tfjs's own: other models on the page would be made of it.
 */
export function registeredName(name: string): string {
  return ofTfjs.has(name) ? `Keras${name}` : name;
}
