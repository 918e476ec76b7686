import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Rescaling', () => {
  right('float32[28, 28, 3]', [
    ['Rescaling(0.5)', 'float32[28, 28, 3]'],
    ['Rescaling(0.5, offset: -1)', 'float32[28, 28, 3]'],
    ['Rescaling([1, 2, 3], offset: [0, 0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'Rescaling()',
      'KM2002 Rescaling',
      'Rescaling needs `scale`: the factor, or one for each channel.',
      'for example `Rescaling(scale: …)`.',
    ],
    [
      'Rescaling("half")',
      'KM2003 "half"',
      '`scale` of Rescaling takes a number or a list of numbers, but `"half"` is a string.',
    ],
    ['Rescaling([1, 2])', 'KM2004 [1, 2]', '`scale` has 2 numbers, which do not fit the last axis of `x`.'],
  ]);
  wrong('int32[8]', [
    [
      'Rescaling(0.5)',
      'KM3006 Rescaling(0.5)',
      'Rescaling takes floats, but `x` is int32[batch, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('Normalization', () => {
  right('float32[8]', [
    ['Normalization()', 'float32[8]', 'mean [8] fixed, variance [8] fixed'],
    ['Normalization(axis: none)', 'float32[8]', 'mean [] fixed, variance [] fixed'],
    ['Normalization(mean: 2, variance: 4)', 'float32[8]'],
    ['Normalization(invert: true)', 'float32[8]', 'mean [8] fixed, variance [8] fixed'],
    ['Normalization(axis: [1])', 'float32[8]', 'mean [8] fixed, variance [8] fixed'],
  ]);
  wrong('float32[8]', [
    [
      'Normalization(mean: 2)',
      'KM2004 Normalization(mean: 2)',
      '`variance` is missing: mean and variance are given together.',
    ],
    [
      'Normalization(variance: 2)',
      'KM2004 Normalization(variance: 2)',
      '`mean` is missing: mean and variance are given together.',
    ],
    ['Normalization(axis: 2)', 'KM2004 2', '`axis` names no axis of `x` but the batch.'],
    ['Normalization(axis: 0)', 'KM2004 0', '`axis` names no axis of `x` but the batch.'],
  ]);
  wrong('string[8]', [
    [
      'Normalization()',
      'KM3006 Normalization()',
      'Normalization takes numbers, but `x` is string[batch, 8].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
  right('float32[T, 8]', [['Normalization()', 'float32[T, 8]', 'mean [8] fixed, variance [8] fixed']]);
  wrong('float32[T, 8]', [
    [
      'Normalization(axis: 1)',
      'KM3005 Normalization(axis: 1)',
      'Normalization has a mean and a variance for each of `T` places of `x`, which must be known.',
      '`axis: none` has one for all.',
    ],
  ]);
});

describe('Discretization', () => {
  right('float32[8]', [
    ['Discretization(bin_boundaries: [0, 1, 2])', 'int32[8]'],
    ['Discretization(num_bins: 4)', 'int32[8]', 'bin_boundaries [3] fixed'],
    ['Discretization(bin_boundaries: [0, 1, 2], output_mode: one_hot)', 'float32[8, 4]'],
    ['Discretization(bin_boundaries: [0, 1, 2], output_mode: multi_hot)', 'float32[4]'],
    ['Discretization(bin_boundaries: [0, 1, 2], output_mode: count)', 'float32[4]'],
  ]);
  wrong('float32[8]', [
    ['Discretization()', 'KM2004 Discretization()', 'Discretization needs `num_bins` or `bin_boundaries`.'],
    [
      'Discretization(bin_boundaries: [0, 1], num_bins: 4)',
      'KM2004 4',
      '`num_bins` is for bins of the data, but `bin_boundaries` gives them.',
    ],
    ['Discretization(bin_boundaries: [2, 1])', 'KM2004 [2, 1]', '`bin_boundaries` must ascend.'],
    [
      'Discretization(num_bins: 0)',
      'KM2004 0',
      '`num_bins` of Discretization must be at least 2, but it is 0.',
    ],
    [
      'Discretization(num_bins: 4, output_mode: tf_idf)',
      'KM2006 tf_idf',
      '`output_mode` of Discretization has no option `tf_idf`. It takes `int`, `one_hot`, `multi_hot` or `count`.',
    ],
  ]);
});

describe('CategoryEncoding', () => {
  right('int32[5]', [
    ['CategoryEncoding(4)', 'float32[4]'],
    ['CategoryEncoding(4, output_mode: count)', 'float32[4]'],
    ['CategoryEncoding(4, output_mode: one_hot)', 'float32[5, 4]'],
  ]);
  wrong('int32[5]', [
    [
      'CategoryEncoding()',
      'KM2004 CategoryEncoding()',
      '`num_tokens` must say how many categories there are.',
    ],
    ['CategoryEncoding(0)', 'KM2004 0', '`num_tokens` of CategoryEncoding must be at least 1, but it is 0.'],
    [
      'CategoryEncoding(4, output_mode: int)',
      'KM2006 int',
      '`output_mode` of CategoryEncoding has no option `int`. It takes `multi_hot`, `one_hot` or `count`.',
    ],
  ]);
  wrong('float32[5]', [
    [
      'CategoryEncoding(4)',
      'KM3006 CategoryEncoding(4)',
      'CategoryEncoding takes whole numbers (int32), but `x` is float32[batch, 5].',
      'word and category numbers are declared `int32`.',
    ],
  ]);
  right('int32[]', [
    ['CategoryEncoding(4, output_mode: one_hot)', 'float32[4]'],
    ['CategoryEncoding(4)', 'float32[4]'],
  ]);
  right('int32[2, 3]', [
    ['CategoryEncoding(4)', 'float32[2, 4]'],
    ['CategoryEncoding(4, output_mode: count)', 'float32[2, 4]'],
    ['CategoryEncoding(4, output_mode: one_hot)', 'float32[2, 3, 4]'],
  ]);
});

describe('Hashing', () => {
  right('string[5]', [
    ['Hashing(10)', 'int32[5]'],
    ['Hashing(10, output_mode: one_hot)', 'float32[5, 10]'],
    ['Hashing(10, mask_value: "")', 'int32[5]'],
    ['Hashing(10, salt: 3)', 'int32[5]'],
    ['Hashing(10, salt: [3, 4])', 'int32[5]'],
  ]);
  wrong('string[5]', [
    [
      'Hashing()',
      'KM2002 Hashing',
      'Hashing needs `num_bins`: how many buckets there are.',
      'for example `Hashing(num_bins: …)`.',
    ],
    ['Hashing(0)', 'KM2004 0', '`num_bins` of Hashing must be at least 1, but it is 0.'],
    [
      'Hashing(10, output_mode: "tf_idf")',
      'KM2006 "tf_idf"',
      '`output_mode` of Hashing has no option `tf_idf`. It takes `int`, `one_hot`, `multi_hot` or `count`.',
    ],
    [
      'Hashing(10, salt: "salt")',
      'KM2003 "salt"',
      '`salt` of Hashing takes an integer or a list of integers, but `"salt"` is a string.',
    ],
  ]);
  right('int32[5]', [['Hashing(10)', 'int32[5]']]);
  wrong('float32[5]', [
    [
      'Hashing(10)',
      'KM3006 Hashing(10)',
      'Hashing takes strings or whole numbers, but `x` is float32[batch, 5].',
    ],
  ]);
});

describe('HashedCrossing', () => {
  right('string[] and int32[]', [
    ['HashedCrossing(10)', 'int32[]'],
    ['HashedCrossing(10, output_mode: one_hot)', 'float32[10]'],
  ]);
  wrong('string[] and int32[]', [
    [
      'HashedCrossing()',
      'KM2002 HashedCrossing',
      'HashedCrossing needs `num_bins`: how many buckets there are.',
      'for example `HashedCrossing(num_bins: …)`.',
    ],
    [
      'HashedCrossing(10, output_mode: count)',
      'KM2006 count',
      '`output_mode` of HashedCrossing has no option `count`. Did you mean `int`?',
    ],
  ]);
  wrong('string[]', [
    [
      'HashedCrossing(10)',
      'KM3009 HashedCrossing(10)',
      'HashedCrossing takes a list of at least 2 tensors, but the single tensor `x` flows in.',
      'several tensors flow in as a list: `[a, b] -> …`.',
    ],
  ]);
  wrong('float32[] and string[]', [
    [
      'HashedCrossing(10)',
      'KM3006 HashedCrossing(10)',
      'HashedCrossing takes strings or whole numbers, but `x` is float32[batch].',
    ],
  ]);
});

describe('StringLookup', () => {
  right('string[5]', [
    ['StringLookup(vocabulary: ["a", "b"])', 'int32[5]'],
    ['StringLookup(max_tokens: 10)', 'int32[5]'],
    ['StringLookup(vocabulary: ["a", "b"], output_mode: multi_hot)', 'float32[3]'],
    ['StringLookup(vocabulary: ["a", "b"], output_mode: one_hot)', 'float32[5, 3]'],
    ['StringLookup(vocabulary: ["a", "b"], num_oov_indices: 2, output_mode: count)', 'float32[4]'],
    ['StringLookup(vocabulary: ["a", "b"], mask_token: "", output_mode: multi_hot)', 'float32[3]'],
    ['StringLookup(max_tokens: 10, pad_to_max_tokens: true, output_mode: multi_hot)', 'float32[10]'],
    ['StringLookup(max_tokens: 1)', 'int32[5]'],
  ]);
  wrong('string[5]', [
    [
      'StringLookup(vocabulary: ["a", "a"])',
      'KM2004 ["a", "a"]',
      '`vocabulary` of StringLookup holds "a" twice.',
    ],
    ['StringLookup(vocabulary: [])', 'KM2004 []', '`vocabulary` of StringLookup is empty.'],
    [
      'StringLookup(vocabulary: [1])',
      'KM2003 1',
      '`vocabulary` of StringLookup takes a string, but `1` is an integer.',
    ],
    [
      'StringLookup(max_tokens: 3, vocabulary: ["a", "b", "c"])',
      'KM2004 ["a", "b", "c"]',
      '`vocabulary` of StringLookup has 3 words, which with 1 more is over `max_tokens: 3`.',
    ],
    [
      'StringLookup(vocabulary: ["a"], output_mode: tf_idf)',
      'KM2004 tf_idf',
      '`output_mode: tf_idf` with a `vocabulary` needs `idf_weights`, one for each word.',
      'without a vocabulary, both are learned from the data.',
    ],
    [
      'StringLookup(num_oov_indices: -1)',
      'KM2004 -1',
      '`num_oov_indices` of StringLookup must be at least 0, but it is -1.',
    ],
  ]);
  wrong('int32[5]', [
    [
      'StringLookup(vocabulary: ["a"])',
      'KM3006 StringLookup(vocabulary: ["a"])',
      'StringLookup takes strings, but `x` is int32[batch, 5].',
      '`IntegerLookup` is the layer for whole numbers; words are declared `string`.',
    ],
  ]);
});

describe('IntegerLookup', () => {
  right('int32[5]', [
    ['IntegerLookup(vocabulary: [10, 20])', 'int32[5]'],
    ['IntegerLookup(vocabulary: [10, 20], output_mode: multi_hot)', 'float32[3]'],
    ['IntegerLookup(vocabulary: [10, 20], mask_token: 0, output_mode: count)', 'float32[3]'],
    ['IntegerLookup(max_tokens: 5)', 'int32[5]'],
  ]);
  wrong('int32[5]', [
    [
      'IntegerLookup(vocabulary: [10, 10])',
      'KM2004 [10, 10]',
      '`vocabulary` of IntegerLookup holds 10 twice.',
    ],
    [
      'IntegerLookup(vocabulary: ["a"])',
      'KM2003 "a"',
      '`vocabulary` of IntegerLookup takes an integer, but `"a"` is a string.',
    ],
    [
      'IntegerLookup(vocabulary: [10], output_mode: hot)',
      'KM2006 hot',
      '`output_mode` of IntegerLookup has no option `hot`. Did you mean `int`?',
    ],
  ]);
  wrong('string[5]', [
    [
      'IntegerLookup(vocabulary: [10])',
      'KM3006 IntegerLookup(vocabulary: [10])',
      'IntegerLookup takes whole numbers (int32), but `x` is string[batch, 5].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
  wrong('float32[5]', [
    [
      'IntegerLookup(vocabulary: [10])',
      'KM3006 IntegerLookup(vocabulary: [10])',
      'IntegerLookup takes whole numbers (int32), but `x` is float32[batch, 5].',
      'word and category numbers are declared `int32`.',
    ],
  ]);
});

describe('TextVectorization', () => {
  right('string[]', [
    ['TextVectorization(max_tokens: 100)', 'int32[?]'],
    ['TextVectorization(max_tokens: 100, output_sequence_length: 20)', 'int32[20]'],
    ['TextVectorization(vocabulary: ["a", "b"], output_mode: multi_hot)', 'float32[3]'],
    ['TextVectorization(max_tokens: 100, output_mode: count, pad_to_max_tokens: true)', 'float32[100]'],
    ['TextVectorization(vocabulary: ["a", "b"], split: character)', 'int32[?]'],
    ['TextVectorization(vocabulary: ["a", "b"], ngrams: 2)', 'int32[?]'],
    ['TextVectorization(vocabulary: ["a", "b"], standardize: lower)', 'int32[?]'],
    ['TextVectorization(max_tokens: 1)', 'int32[?]'],
  ]);
  wrong('string[]', [
    [
      'TextVectorization(vocabulary: ["a", "a"])',
      'KM2004 ["a", "a"]',
      '`vocabulary` of TextVectorization holds "a" twice.',
    ],
    [
      'TextVectorization(split: words)',
      'KM2006 words',
      '`split` of TextVectorization has no option `words`. It takes `whitespace` or `character`.',
    ],
    [
      'TextVectorization(standardize: upper)',
      'KM2006 upper',
      '`standardize` of TextVectorization has no option `upper`. Did you mean `lower`?',
    ],
    [
      'TextVectorization(output_mode: multi_hot, output_sequence_length: 5)',
      'KM2004 5',
      '`output_sequence_length` goes with `output_mode: int`.',
    ],
    [
      'TextVectorization(ngrams: 0)',
      'KM2004 0',
      '`ngrams` of TextVectorization must be at least 1, but it is 0.',
    ],
  ]);
  wrong('string[5]', [
    [
      'TextVectorization(max_tokens: 100)',
      'KM3001 TextVectorization(max_tokens: 100)',
      'TextVectorization takes one text a sample, but `x` holds several.',
      '`split: none` takes them as the words of one text.',
    ],
  ]);
  wrong('int32[]', [
    [
      'TextVectorization(max_tokens: 100)',
      'KM3006 TextVectorization(max_tokens: 100)',
      'TextVectorization takes strings, but `x` is int32[batch].',
    ],
  ]);
});

describe('STFTSpectrogram', () => {
  right('float32[1000, 1]', [
    ['STFTSpectrogram()', 'float32[6, 129]', 'real_kernel [256, 1, 129], imag_kernel [256, 1, 129]'],
    [
      'STFTSpectrogram(mode: magnitude, frame_length: 100)',
      'float32[19, 65]',
      'real_kernel [100, 1, 65], imag_kernel [100, 1, 65]',
    ],
    [
      'STFTSpectrogram(mode: stft, frame_length: 100)',
      'float32[19, 130]',
      'real_kernel [100, 1, 65], imag_kernel [100, 1, 65]',
    ],
    [
      'STFTSpectrogram(frame_length: 100, frame_step: 50, padding: same)',
      'float32[20, 65]',
      'real_kernel [100, 1, 65], imag_kernel [100, 1, 65]',
    ],
    [
      'STFTSpectrogram(frame_length: 100, fft_length: 256)',
      'float32[19, 129]',
      'real_kernel [100, 1, 129], imag_kernel [100, 1, 129]',
    ],
    [
      'STFTSpectrogram(frame_length: 100, expand_dims: true)',
      'float32[19, 65, 1]',
      'real_kernel [100, 1, 65], imag_kernel [100, 1, 65]',
    ],
  ]);
  wrong('float32[1000, 1]', [
    [
      'STFTSpectrogram(mode: loud)',
      'KM2006 loud',
      '`mode` of STFTSpectrogram has no option `loud`. Did you mean `log`?',
    ],
    [
      'STFTSpectrogram(frame_length: 100, frame_step: 200)',
      'KM2004 200',
      '`frame_step` is 200: frames of 100 samples would leave samples out.',
    ],
    [
      'STFTSpectrogram(frame_length: 100, fft_length: 50)',
      'KM2004 50',
      '`fft_length` is 50, shorter than a frame of 100 samples.',
    ],
    [
      'STFTSpectrogram(frame_length: 2000)',
      'KM3004 2000',
      'STFTSpectrogram moves a window of 2000 along axis 1 of `x`, which has only 1000.',
      '`padding: same` keeps the size.',
    ],
    [
      'STFTSpectrogram(window: square)',
      'KM2006 square',
      '`window` of STFTSpectrogram has no option `square`. It takes `hann`, `hamming`, `blackman`, `nuttall`, `blackmanharris`, `flattop` or `boxcar`.',
    ],
  ]);
});

describe('MelSpectrogram', () => {
  right('float32[16000]', [
    ['MelSpectrogram()', 'float32[128, 32]'],
    ['MelSpectrogram(num_mel_bins: 40, fft_length: 512, sequence_stride: 256)', 'float32[40, 63]'],
  ]);
  wrong('float32[16000]', [
    [
      'MelSpectrogram(num_mel_bins: 0)',
      'KM2004 0',
      '`num_mel_bins` of MelSpectrogram must be at least 1, but it is 0.',
    ],
    [
      'MelSpectrogram(fft_length: 512, sequence_length: 1024)',
      'KM2004 1024',
      '`sequence_length` is 1024, longer than a transform of 512.',
    ],
    ['MelSpectrogram(min_freq: 9000)', 'KM2004 9000', '`min_freq` is 9000, and the bands end at 8000 hertz.'],
  ]);
});
