import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Rescaling', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Rescaling(0.5)', 'y = layers.Rescaling(0.5, name="y")(x)'],
    ['Rescaling(0.5, offset: -1)', 'y = layers.Rescaling(0.5, offset=-1.0, name="y")(x)'],
    [
      'Rescaling([1, 2, 3], offset: [0, 0, 1])',
      'y = layers.Rescaling((1.0, 2.0, 3.0), offset=(0.0, 0.0, 1.0), name="y")(x)',
    ],
  ]);
});

describe('Normalization', () => {
  writes(inKeras, 'float32[8]', [
    ['Normalization()', 'y = layers.Normalization(name="y")(x)'],
    ['Normalization(axis: none)', 'y = layers.Normalization(axis=None, name="y")(x)'],
    ['Normalization(mean: 2, variance: 4)', 'y = layers.Normalization(mean=2.0, variance=4.0, name="y")(x)'],
    ['Normalization(invert: true)', 'y = layers.Normalization(invert=True, name="y")(x)'],
    ['Normalization(axis: [1])', 'y = layers.Normalization(axis=(1,), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['Normalization()', 'y = layers.Normalization(name="y")(x)']]);
});

describe('Discretization', () => {
  writes(inKeras, 'float32[8]', [
    [
      'Discretization(bin_boundaries: [0, 1, 2])',
      'y = layers.Discretization(bin_boundaries=(0.0, 1.0, 2.0), name="y")(x)',
    ],
    ['Discretization(num_bins: 4)', 'y = layers.Discretization(num_bins=4, name="y")(x)'],
    [
      'Discretization(bin_boundaries: [0, 1, 2], output_mode: one_hot)',
      `
y = layers.Discretization(
    bin_boundaries=(0.0, 1.0, 2.0), output_mode="one_hot", name="y"
)(x)
`,
    ],
    [
      'Discretization(bin_boundaries: [0, 1, 2], output_mode: multi_hot)',
      `
y = layers.Discretization(
    bin_boundaries=(0.0, 1.0, 2.0), output_mode="multi_hot", name="y"
)(x)
`,
    ],
    [
      'Discretization(bin_boundaries: [0, 1, 2], output_mode: count)',
      `
y = layers.Discretization(
    bin_boundaries=(0.0, 1.0, 2.0), output_mode="count", name="y"
)(x)
`,
    ],
  ]);
});

describe('CategoryEncoding', () => {
  writes(inKeras, 'int32[5]', [
    ['CategoryEncoding(4)', 'y = layers.CategoryEncoding(4, name="y")(x)'],
    [
      'CategoryEncoding(4, output_mode: count)',
      'y = layers.CategoryEncoding(4, output_mode="count", name="y")(x)',
    ],
    [
      'CategoryEncoding(4, output_mode: one_hot)',
      'y = layers.CategoryEncoding(4, output_mode="one_hot", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'int32[]', [
    [
      'CategoryEncoding(4, output_mode: one_hot)',
      'y = layers.CategoryEncoding(4, output_mode="one_hot", name="y")(x)',
    ],
  ]);
});

describe('Hashing', () => {
  writes(inKeras, 'string[5]', [
    ['Hashing(10)', 'y = layers.Hashing(10, name="y")(x)'],
    ['Hashing(10, output_mode: one_hot)', 'y = layers.Hashing(10, output_mode="one_hot", name="y")(x)'],
    ['Hashing(10, mask_value: "")', 'y = layers.Hashing(10, mask_value="", name="y")(x)'],
    ['Hashing(10, salt: 3)', 'y = layers.Hashing(10, salt=3, name="y")(x)'],
    ['Hashing(10, salt: [3, 4])', 'y = layers.Hashing(10, salt=(3, 4), name="y")(x)'],
  ]);
  writes(inKeras, 'int32[5]', [['Hashing(10)', 'y = layers.Hashing(10, name="y")(x)']]);
});

describe('HashedCrossing', () => {
  writes(inKeras, 'string[] and int32[]', [
    ['HashedCrossing(10)', 'y = layers.HashedCrossing(10, name="y")([x, z])'],
    [
      'HashedCrossing(10, output_mode: one_hot)',
      'y = layers.HashedCrossing(10, output_mode="one_hot", name="y")([x, z])',
    ],
  ]);
});

describe('StringLookup', () => {
  writes(inKeras, 'string[5]', [
    ['StringLookup(vocabulary: ["a", "b"])', 'y = layers.StringLookup(vocabulary=("a", "b"), name="y")(x)'],
    ['StringLookup(max_tokens: 10)', 'y = layers.StringLookup(max_tokens=10, name="y")(x)'],
    [
      'StringLookup(vocabulary: ["a", "b"], output_mode: multi_hot)',
      'y = layers.StringLookup(vocabulary=("a", "b"), output_mode="multi_hot", name="y")(x)',
    ],
    [
      'StringLookup(vocabulary: ["a", "b"], output_mode: one_hot)',
      'y = layers.StringLookup(vocabulary=("a", "b"), output_mode="one_hot", name="y")(x)',
    ],
    [
      'StringLookup(vocabulary: ["a", "b"], num_oov_indices: 2, output_mode: count)',
      `
y = layers.StringLookup(
    vocabulary=("a", "b"), num_oov_indices=2, output_mode="count", name="y"
)(x)
`,
    ],
    [
      'StringLookup(vocabulary: ["a", "b"], mask_token: "", output_mode: multi_hot)',
      `
y = layers.StringLookup(
    vocabulary=("a", "b"), mask_token="", output_mode="multi_hot", name="y"
)(x)
`,
    ],
    [
      'StringLookup(max_tokens: 10, pad_to_max_tokens: true, output_mode: multi_hot)',
      `
y = layers.StringLookup(
    max_tokens=10, pad_to_max_tokens=True, output_mode="multi_hot", name="y"
)(x)
`,
    ],
    ['StringLookup(max_tokens: 1)', 'y = layers.StringLookup(max_tokens=1, name="y")(x)'],
  ]);
});

describe('IntegerLookup', () => {
  writes(inKeras, 'int32[5]', [
    ['IntegerLookup(vocabulary: [10, 20])', 'y = layers.IntegerLookup(vocabulary=(10, 20), name="y")(x)'],
    [
      'IntegerLookup(vocabulary: [10, 20], output_mode: multi_hot)',
      'y = layers.IntegerLookup(vocabulary=(10, 20), output_mode="multi_hot", name="y")(x)',
    ],
    [
      'IntegerLookup(vocabulary: [10, 20], mask_token: 0, output_mode: count)',
      `
y = layers.IntegerLookup(
    vocabulary=(10, 20), mask_token=0, output_mode="count", name="y"
)(x)
`,
    ],
    ['IntegerLookup(max_tokens: 5)', 'y = layers.IntegerLookup(max_tokens=5, name="y")(x)'],
  ]);
});

describe('TextVectorization', () => {
  writes(inKeras, 'string[]', [
    ['TextVectorization(max_tokens: 100)', 'y = layers.TextVectorization(max_tokens=100, name="y")(x)'],
    [
      'TextVectorization(max_tokens: 100, output_sequence_length: 20)',
      'y = layers.TextVectorization(max_tokens=100, output_sequence_length=20, name="y")(x)',
    ],
    [
      'TextVectorization(vocabulary: ["a", "b"], output_mode: multi_hot)',
      `
y = layers.TextVectorization(
    vocabulary=("a", "b"), output_mode="multi_hot", name="y"
)(x)
`,
    ],
    [
      'TextVectorization(max_tokens: 100, output_mode: count, pad_to_max_tokens: true)',
      `
y = layers.TextVectorization(
    max_tokens=100, output_mode="count", pad_to_max_tokens=True, name="y"
)(x)
`,
    ],
    [
      'TextVectorization(vocabulary: ["a", "b"], split: character)',
      'y = layers.TextVectorization(vocabulary=("a", "b"), split="character", name="y")(x)',
    ],
    [
      'TextVectorization(vocabulary: ["a", "b"], ngrams: 2)',
      'y = layers.TextVectorization(vocabulary=("a", "b"), ngrams=2, name="y")(x)',
    ],
    [
      'TextVectorization(vocabulary: ["a", "b"], standardize: lower)',
      `
y = layers.TextVectorization(vocabulary=("a", "b"), standardize="lower", name="y")(
    x
)
`,
    ],
    ['TextVectorization(max_tokens: 1)', 'y = layers.TextVectorization(max_tokens=1, name="y")(x)'],
  ]);
});

describe('STFTSpectrogram', () => {
  writes(inKeras, 'float32[1000, 1]', [
    ['STFTSpectrogram()', 'y = layers.STFTSpectrogram(name="y")(x)'],
    [
      'STFTSpectrogram(mode: magnitude, frame_length: 100)',
      'y = layers.STFTSpectrogram(mode="magnitude", frame_length=100, name="y")(x)',
    ],
    [
      'STFTSpectrogram(mode: stft, frame_length: 100)',
      'y = layers.STFTSpectrogram(mode="stft", frame_length=100, name="y")(x)',
    ],
    [
      'STFTSpectrogram(frame_length: 100, frame_step: 50, padding: same)',
      `
y = layers.STFTSpectrogram(
    frame_length=100, frame_step=50, padding="same", name="y"
)(x)
`,
    ],
    [
      'STFTSpectrogram(frame_length: 100, fft_length: 256)',
      'y = layers.STFTSpectrogram(frame_length=100, fft_length=256, name="y")(x)',
    ],
    [
      'STFTSpectrogram(frame_length: 100, expand_dims: true)',
      'y = layers.STFTSpectrogram(frame_length=100, expand_dims=True, name="y")(x)',
    ],
  ]);
});

describe('MelSpectrogram', () => {
  writes(inKeras, 'float32[16000]', [
    ['MelSpectrogram()', 'y = layers.MelSpectrogram(name="y")(x)'],
    [
      'MelSpectrogram(num_mel_bins: 40, fft_length: 512, sequence_stride: 256)',
      `
y = layers.MelSpectrogram(
    num_mel_bins=40, fft_length=512, sequence_stride=256, name="y"
)(x)
`,
    ],
  ]);
});
