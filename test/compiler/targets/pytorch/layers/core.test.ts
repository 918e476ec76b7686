import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Dense', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'Dense(4)',
      `
self.y = nn.Linear(8, 4)
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

return self.y(x)
`,
    ],
    [
      'Dense(4, use_bias: false)',
      `
self.y = nn.Linear(8, 4, bias=False)
nn.init.xavier_uniform_(self.y.weight)

return self.y(x)
`,
    ],
  ]);
});

describe('EinsumDense', () => {
  writes(inPytorch, 'float32[6, 8]', [
    [
      'EinsumDense("abc,cd->abd", [none, 4])',
      `
class EinsumDense(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.kernel)

    def forward(self, x):
        product = x.reshape(1, -1, 8) @ self.kernel.reshape(1, 8, 4)
        return product.reshape(-1, 6, 4)

self.y = EinsumDense()

return self.y(x)
`,
    ],
    [
      'EinsumDense("abc,cd->abd", [6, 4], bias_axes: "d")',
      `
class EinsumDense(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.kernel)
        self.bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        product = x.reshape(1, -1, 8) @ self.kernel.reshape(1, 8, 4)
        return product.reshape(-1, 6, 4) + self.bias

self.y = EinsumDense()

return self.y(x)
`,
    ],
  ]);
});

describe('Embedding', () => {
  writes(inPytorch, 'int32[]', [
    [
      'Embedding(100, 8)',
      `
self.y = nn.Embedding(100, 8)
nn.init.uniform_(self.y.weight, -0.05, 0.05)

return self.y(x)
`,
    ],
  ]);
  writes(inPytorch, 'int32[20]', [
    [
      'Embedding(100, 8)',
      `
self.y = nn.Embedding(100, 8)
nn.init.uniform_(self.y.weight, -0.05, 0.05)

return self.y(x)
`,
    ],
  ]);
});

describe('ReversibleEmbedding', () => {
  writes(inPytorch, 'int32[20]', [
    [
      'ReversibleEmbedding(100, 8)',
      `
class ReversibleEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Parameter(torch.empty((100, 8)))
        nn.init.uniform_(self.embeddings, -0.05, 0.05)

    def forward(self, x):
        return self.embeddings[x.long()]

self.y = ReversibleEmbedding()

return self.y(x)
`,
    ],
    [
      'ReversibleEmbedding(100, 8, tie_weights: false)',
      `
class ReversibleEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Parameter(torch.empty((100, 8)))
        nn.init.uniform_(self.embeddings, -0.05, 0.05)
        self.reverse_embeddings = nn.Parameter(torch.empty((8, 100)))
        nn.init.uniform_(self.reverse_embeddings, -0.05, 0.05)

    def forward(self, x):
        return self.embeddings[x.long()]

self.y = ReversibleEmbedding()

return self.y(x)
`,
    ],
  ]);
});

describe('Masking', () => {
  writes(inPytorch, 'float32[T, 8]', [
    [
      'Masking()',
      `
greatest = (~(x == 0.0)).float().amax(-1, keepdim=True)
y_mask = greatest.flatten(1) > 0.0
return x * greatest
`,
    ],
    [
      'Masking(-1)',
      `
greatest = (~(x == -1.0)).float().amax(-1, keepdim=True)
y_mask = greatest.flatten(1) > 0.0
return x * greatest
`,
    ],
  ]);
});

describe('Identity', () => {
  writes(inPytorch, 'float32[3, 4]', [['Identity()', 'return x']]);
  writes(inPytorch, 'int32[]', [['Identity()', 'return x']]);
});

describe('TernaryDense', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'TernaryDense(4)',
      `
class TernaryDense(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.kernel)
        self.bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = torch.abs(self.kernel)
        mean = result.mean()
        scaled = torch.sign(self.kernel) * (mean * 0.5 < result).float()
        total = self.kernel + (scaled - self.kernel).detach()
        return x @ total * mean + self.bias

self.y = TernaryDense()

return self.y(x)
`,
    ],
    [
      'TernaryDense(4, use_bias: false)',
      `
class TernaryDense(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.kernel)

    def forward(self, x):
        result = torch.abs(self.kernel)
        mean = result.mean()
        scaled = torch.sign(self.kernel) * (mean * 0.5 < result).float()
        total = self.kernel + (scaled - self.kernel).detach()
        return x @ total * mean

self.y = TernaryDense()

return self.y(x)
`,
    ],
  ]);
});
