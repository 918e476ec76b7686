import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Rescaling', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['Rescaling(0.5)', 'return x * 0.5'],
    ['Rescaling(0.5, offset: -1)', 'return x * 0.5 + -1.0'],
  ]);
});

describe('Normalization', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'Normalization()',
      `
class Normalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.empty((8,)))
        nn.init.zeros_(self.mean)
        self.register_buffer("variance", torch.empty((8,)))
        nn.init.ones_(self.variance)

    def forward(self, x):
        result = torch.maximum(
            torch.sqrt(self.variance.reshape(1, 8)), torch.tensor(1e-7, device=x.device)
        )
        return (x - self.mean.reshape(1, 8)) / result

self.y = Normalization()

return self.y(x)
`,
    ],
    [
      'Normalization(axis: none)',
      `
class Normalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.empty(()))
        nn.init.zeros_(self.mean)
        self.register_buffer("variance", torch.empty(()))
        nn.init.ones_(self.variance)

    def forward(self, x):
        result = torch.maximum(
            torch.sqrt(self.variance.reshape(1, 1)), torch.tensor(1e-7, device=x.device)
        )
        return (x - self.mean.reshape(1, 1)) / result

self.y = Normalization()

return self.y(x)
`,
    ],
  ]);
});

describe('Discretization', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'Discretization(bin_boundaries: [0, 1, 2])',
      `
result = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float32, device=x.device)
return (result <= x.reshape(-1, 8, 1)).int().sum(-1, dtype=torch.int32)
`,
    ],
    [
      'Discretization(num_bins: 4)',
      `
class Discretization_2(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("bin_boundaries", torch.empty((3,)))
        nn.init.zeros_(self.bin_boundaries)

    def forward(self, x):
        numbers = (self.bin_boundaries <= x.reshape(-1, 8, 1)).int()
        return numbers.sum(-1, dtype=torch.int32)

self.y = Discretization_2()

return self.y(x)
`,
    ],
  ]);
});

describe('CategoryEncoding', () => {
  writes(inPytorch, 'int32[5]', [
    [
      'CategoryEncoding(4)',
      `
places = torch.arange(4, dtype=torch.int32, device=x.device)
return (x.reshape(-1, 5, 1) == places).float().amax(1)
`,
    ],
    [
      'CategoryEncoding(4, output_mode: count)',
      `
places = torch.arange(4, dtype=torch.int32, device=x.device)
return (x.reshape(-1, 5, 1) == places).float().sum(1)
`,
    ],
  ]);
});

describe('Hashing', () => {
  writes(inPytorch, 'string[5]', [
    [
      'Hashing(10)',
      `
class Hashing:
    """Words or whole numbers in buckets."""

    def __init__(self, num_bins, mask_value=None, salt=None, output_mode="int"):
        self.bins, self.mask, self.mode = num_bins, mask_value, output_mode
        # The mask has a bucket for itself, unless there is only one.
        self.first = int(mask_value is not None and num_bins > 1)
        self.bucket = buckets(num_bins - self.first, salt)

    def __call__(self, learned, entries):
        tokens = [
            entry if isinstance(entry, str) else int(entry) for entry in entries.flat
        ]
        numbers = [
            0 if token == self.mask else self.first + self.bucket(token)
            for token in tokens
        ]
        numbers = np.array(numbers, np.int64).reshape(entries.shape)
        return encode(numbers, self.mode, self.bins)

return y
`,
    ],
    [
      'Hashing(10, output_mode: one_hot)',
      `
class Hashing:
    """Words or whole numbers in buckets."""

    def __init__(self, num_bins, mask_value=None, salt=None, output_mode="int"):
        self.bins, self.mask, self.mode = num_bins, mask_value, output_mode
        # The mask has a bucket for itself, unless there is only one.
        self.first = int(mask_value is not None and num_bins > 1)
        self.bucket = buckets(num_bins - self.first, salt)

    def __call__(self, learned, entries):
        tokens = [
            entry if isinstance(entry, str) else int(entry) for entry in entries.flat
        ]
        numbers = [
            0 if token == self.mask else self.first + self.bucket(token)
            for token in tokens
        ]
        numbers = np.array(numbers, np.int64).reshape(entries.shape)
        return encode(numbers, self.mode, self.bins)

return y
`,
    ],
  ]);
});

describe('HashedCrossing', () => {
  writes(inPytorch, 'string[] and int32[]', [
    [
      'HashedCrossing(10)',
      `
class HashedCrossing:
    """Combinations of several categories in buckets."""

    def __init__(self, num_bins, output_mode="int"):
        self.bins, self.mode = num_bins, output_mode

    def __call__(self, learned, *inputs):
        numbers = []
        for tokens in zip(*[entries.flat for entries in inputs]):
            together = 0xDECAFCAFFE
            for token in tokens:
                own = fingerprint(token) if isinstance(token, str) else int(token)
                together = joined(together, own & LIMIT)
            numbers.append(together % self.bins)
        is_plain = all(entries.ndim == 1 for entries in inputs)
        shape = (len(numbers),) if is_plain else (len(numbers), 1)
        return encode(np.array(numbers, np.int64).reshape(shape), self.mode, self.bins)

return y
`,
    ],
    [
      'HashedCrossing(10, output_mode: one_hot)',
      `
class HashedCrossing:
    """Combinations of several categories in buckets."""

    def __init__(self, num_bins, output_mode="int"):
        self.bins, self.mode = num_bins, output_mode

    def __call__(self, learned, *inputs):
        numbers = []
        for tokens in zip(*[entries.flat for entries in inputs]):
            together = 0xDECAFCAFFE
            for token in tokens:
                own = fingerprint(token) if isinstance(token, str) else int(token)
                together = joined(together, own & LIMIT)
            numbers.append(together % self.bins)
        is_plain = all(entries.ndim == 1 for entries in inputs)
        shape = (len(numbers),) if is_plain else (len(numbers), 1)
        return encode(np.array(numbers, np.int64).reshape(shape), self.mode, self.bins)

return y
`,
    ],
  ]);
});

describe('IntegerLookup', () => {
  writes(inPytorch, 'int32[5]', [
    ['IntegerLookup(vocabulary: [10, 20])', 'return y'],
    ['IntegerLookup(vocabulary: [10, 20], output_mode: multi_hot)', 'return y'],
  ]);
});
