import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('MultiHeadAttention', () => {
  writes(inPytorch, 'float32[10, 8] and float32[6, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      `
class MultiHeadAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.query_kernel, -0.3535534, 0.3535534)
        self.query_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.query_bias)
        self.key_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.key_kernel, -0.3535534, 0.3535534)
        self.key_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.key_bias)
        self.value_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.value_kernel, -0.3535534, 0.3535534)
        self.value_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.value_bias)
        self.attention_output_kernel = nn.Parameter(torch.empty((2, 4, 8)))
        nn.init.uniform_(self.attention_output_kernel, -0.5, 0.5)
        self.attention_output_bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.attention_output_bias)

    def forward(self, a, b):
        total = a @ self.query_kernel.flatten(1) + self.query_bias.reshape(8)
        turned_2 = total.reshape(-1, 10, 2, 4).permute(0, 2, 1, 3)
        total_2 = b @ self.key_kernel.flatten(1) + self.key_bias.reshape(8)
        turned_3 = total_2.reshape(-1, 6, 2, 4).permute(0, 2, 1, 3)
        total_3 = b @ self.value_kernel.flatten(1) + self.value_bias.reshape(8)
        turned_4 = total_3.reshape(-1, 6, 2, 4).permute(0, 2, 1, 3)
        shares = torch.softmax(turned_2 * 0.5 @ turned_3.transpose(-1, -2), -1)
        reshaped = (shares @ turned_4).permute(0, 2, 1, 3).reshape(-1, 10, 8)
        product = reshaped @ self.attention_output_kernel.reshape(8, 8)
        return product + self.attention_output_bias

self.y = MultiHeadAttention()

return self.y(x, z)
`,
    ],
    [
      'MultiHeadAttention(2, 4, value_dim: 3)',
      `
class MultiHeadAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.query_kernel, -0.3535534, 0.3535534)
        self.query_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.query_bias)
        self.key_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.key_kernel, -0.3535534, 0.3535534)
        self.key_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.key_bias)
        self.value_kernel = nn.Parameter(torch.empty((8, 2, 3)))
        nn.init.uniform_(self.value_kernel, -0.3872983, 0.3872983)
        self.value_bias = nn.Parameter(torch.empty((2, 3)))
        nn.init.zeros_(self.value_bias)
        self.attention_output_kernel = nn.Parameter(torch.empty((2, 3, 8)))
        nn.init.uniform_(self.attention_output_kernel, -0.522233, 0.522233)
        self.attention_output_bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.attention_output_bias)

    def forward(self, a, b):
        total = a @ self.query_kernel.flatten(1) + self.query_bias.reshape(8)
        turned_2 = total.reshape(-1, 10, 2, 4).permute(0, 2, 1, 3)
        total_2 = b @ self.key_kernel.flatten(1) + self.key_bias.reshape(8)
        turned_3 = total_2.reshape(-1, 6, 2, 4).permute(0, 2, 1, 3)
        total_3 = b @ self.value_kernel.flatten(1) + self.value_bias.reshape(6)
        turned_4 = total_3.reshape(-1, 6, 2, 3).permute(0, 2, 1, 3)
        shares = torch.softmax(turned_2 * 0.5 @ turned_3.transpose(-1, -2), -1)
        reshaped = (shares @ turned_4).permute(0, 2, 1, 3).reshape(-1, 10, 6)
        product = reshaped @ self.attention_output_kernel.reshape(6, 8)
        return product + self.attention_output_bias

self.y = MultiHeadAttention()

return self.y(x, z)
`,
    ],
  ]);
});

describe('GroupQueryAttention', () => {
  writes(inPytorch, 'float32[10, 8] and float32[6, 8]', [
    [
      'GroupQueryAttention(4, 6, 2)',
      `
class GroupQueryAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_kernel = nn.Parameter(torch.empty((8, 6, 4)))
        nn.init.uniform_(self.query_kernel, -0.2738613, 0.2738613)
        self.query_bias = nn.Parameter(torch.empty((6, 4)))
        nn.init.zeros_(self.query_bias)
        self.key_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.key_kernel, -0.3535534, 0.3535534)
        self.key_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.key_bias)
        self.value_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.value_kernel, -0.3535534, 0.3535534)
        self.value_bias = nn.Parameter(torch.empty((2, 4)))
        nn.init.zeros_(self.value_bias)
        self.attention_output_kernel = nn.Parameter(torch.empty((6, 4, 8)))
        nn.init.uniform_(self.attention_output_kernel, -0.2886751, 0.2886751)
        self.attention_output_bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.attention_output_bias)

    def forward(self, a, b):
        total = a @ self.query_kernel.flatten(1) + self.query_bias.reshape(24)
        turned_2 = total.reshape(-1, 10, 6, 4).permute(0, 2, 1, 3)
        total_2 = b @ self.key_kernel.flatten(1) + self.key_bias.reshape(8)
        turned_3 = total_2.reshape(-1, 6, 2, 4).permute(0, 2, 1, 3)
        spread_out = turned_3.reshape(-1, 2, 1, 6, 4).expand(-1, -1, 3, -1, -1)
        product = turned_2 * 0.5 @ spread_out.reshape(-1, 6, 6, 4).transpose(-1, -2)
        total_3 = b @ self.value_kernel.flatten(1) + self.value_bias.reshape(8)
        turned_4 = total_3.reshape(-1, 6, 2, 4).permute(0, 2, 1, 3)
        spread_out_2 = turned_4.reshape(-1, 2, 1, 6, 4).expand(-1, -1, 3, -1, -1)
        product_2 = torch.softmax(product, -1) @ spread_out_2.reshape(-1, 6, 6, 4)
        reshaped = product_2.permute(0, 2, 1, 3).reshape(-1, 10, 24)
        product_3 = reshaped @ self.attention_output_kernel.reshape(24, 8)
        return product_3 + self.attention_output_bias

self.y = GroupQueryAttention()

return self.y(x, z)
`,
    ],
    [
      'GroupQueryAttention(4, 6, 2, use_bias: false)',
      `
class GroupQueryAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_kernel = nn.Parameter(torch.empty((8, 6, 4)))
        nn.init.uniform_(self.query_kernel, -0.2738613, 0.2738613)
        self.key_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.key_kernel, -0.3535534, 0.3535534)
        self.value_kernel = nn.Parameter(torch.empty((8, 2, 4)))
        nn.init.uniform_(self.value_kernel, -0.3535534, 0.3535534)
        self.attention_output_kernel = nn.Parameter(torch.empty((6, 4, 8)))
        nn.init.uniform_(self.attention_output_kernel, -0.2886751, 0.2886751)

    def forward(self, a, b):
        reshaped = (a @ self.query_kernel.flatten(1)).reshape(-1, 10, 6, 4)
        reshaped_2 = (b @ self.key_kernel.flatten(1)).reshape(-1, 6, 2, 4)
        reshaped_3 = reshaped_2.permute(0, 2, 1, 3).reshape(-1, 2, 1, 6, 4)
        reshaped_4 = reshaped_3.expand(-1, -1, 3, -1, -1).reshape(-1, 6, 6, 4)
        product = reshaped.permute(0, 2, 1, 3) * 0.5 @ reshaped_4.transpose(-1, -2)
        reshaped_5 = (b @ self.value_kernel.flatten(1)).reshape(-1, 6, 2, 4)
        reshaped_6 = reshaped_5.permute(0, 2, 1, 3).reshape(-1, 2, 1, 6, 4)
        reshaped_7 = reshaped_6.expand(-1, -1, 3, -1, -1).reshape(-1, 6, 6, 4)
        turned_2 = (torch.softmax(product, -1) @ reshaped_7).permute(0, 2, 1, 3)
        return turned_2.reshape(-1, 10, 24) @ self.attention_output_kernel.reshape(
            24, 8
        )

self.y = GroupQueryAttention()

return self.y(x, z)
`,
    ],
  ]);
});

describe('Attention', () => {
  writes(inPytorch, 'float32[10, 8] and float32[6, 8]', [
    ['Attention()', 'return torch.softmax(x @ z.transpose(-1, -2), -1) @ z'],
    [
      'Attention(use_scale: true)',
      `
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.empty(()))
        nn.init.ones_(self.scale)

    def forward(self, a, b):
        shares = torch.softmax(a @ b.transpose(-1, -2) * self.scale, -1)
        return shares @ b

self.y = Attention()

return self.y(x, z)
`,
    ],
  ]);
});

describe('AdditiveAttention', () => {
  writes(inPytorch, 'float32[10, 8] and float32[6, 8]', [
    [
      'AdditiveAttention()',
      `
class AdditiveAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.empty((8,)))
        nn.init.uniform_(self.scale, -0.6123724, 0.6123724)

    def forward(self, a, b):
        total = a.reshape(-1, 10, 1, 8) + b.reshape(-1, 1, 6, 8)
        shares = torch.softmax((torch.tanh(total) * self.scale).sum(-1), -1)
        return shares @ b

self.y = AdditiveAttention()

return self.y(x, z)
`,
    ],
    [
      'AdditiveAttention(use_scale: false)',
      `
total = x.reshape(-1, 10, 1, 8) + z.reshape(-1, 1, 6, 8)
return torch.softmax(torch.tanh(total).sum(-1), -1) @ z
`,
    ],
  ]);
});

describe('PositionEmbedding', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'PositionEmbedding(10)',
      `
class PositionEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Parameter(torch.empty((10, 8)))
        nn.init.xavier_uniform_(self.embeddings)

    def forward(self, x):
        return self.embeddings.reshape(1, 10, 8).expand(x.shape[0], -1, -1)

self.y = PositionEmbedding()

return self.y(x)
`,
    ],
    [
      'PositionEmbedding(20)',
      `
class PositionEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Parameter(torch.empty((20, 8)))
        nn.init.xavier_uniform_(self.embeddings)

    def forward(self, x):
        return self.embeddings[:10].reshape(1, 10, 8).expand(x.shape[0], -1, -1)

self.y = PositionEmbedding()

return self.y(x)
`,
    ],
  ]);
});

describe('SinePositionEncoding', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'SinePositionEncoding()',
      `
result = torch.tensor(
    [1.0, 1.0, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001],
    dtype=torch.float32,
    device=x.device,
).reshape(1, 8)
places = (
    torch.arange(10, dtype=torch.int32, device=x.device)
    .reshape(-1, 1)
    .expand(10, 1)
)
scaled = places.float() * result
result_2 = torch.tensor(
    [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
    dtype=torch.float32,
    device=x.device,
).reshape(1, 8)
total = torch.sin(scaled) * (1.0 - result_2) + torch.cos(scaled) * result_2
return total.reshape(1, 10, 8).expand(x.shape[0], -1, -1)
`,
    ],
    [
      'SinePositionEncoding(max_wavelength: 100)',
      `
result = torch.tensor(
    [
        1.0,
        1.0,
        0.31622777,
        0.31622777,
        0.1,
        0.1,
        0.03162277660168379,
        0.03162277660168379,
    ],
    dtype=torch.float32,
    device=x.device,
).reshape(1, 8)
places = (
    torch.arange(10, dtype=torch.int32, device=x.device)
    .reshape(-1, 1)
    .expand(10, 1)
)
scaled = places.float() * result
result_2 = torch.tensor(
    [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
    dtype=torch.float32,
    device=x.device,
).reshape(1, 8)
total = torch.sin(scaled) * (1.0 - result_2) + torch.cos(scaled) * result_2
return total.reshape(1, 10, 8).expand(x.shape[0], -1, -1)
`,
    ],
  ]);
});
