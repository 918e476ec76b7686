import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Bidirectional', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'Bidirectional(LSTM(4))',
      `
class Bidirectional(nn.Module):
    def __init__(self):
        super().__init__()
        self.forward_lstm_kernel = nn.Parameter(torch.empty((8, 16)))
        nn.init.xavier_uniform_(self.forward_lstm_kernel)
        self.forward_lstm_recurrent_kernel = nn.Parameter(torch.empty((4, 16)))
        nn.init.orthogonal_(self.forward_lstm_recurrent_kernel)
        self.forward_lstm_bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.forward_lstm_bias)
        nn.init.ones_(self.forward_lstm_bias[4:8])
        self.backward_lstm_kernel = nn.Parameter(torch.empty((8, 16)))
        nn.init.xavier_uniform_(self.backward_lstm_kernel)
        self.backward_lstm_recurrent_kernel = nn.Parameter(torch.empty((4, 16)))
        nn.init.orthogonal_(self.backward_lstm_recurrent_kernel)
        self.backward_lstm_bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.backward_lstm_bias)
        nn.init.ones_(self.backward_lstm_bias[4:8])

    def forward(self, x):
        turned_2 = x.permute(1, 0, 2)
        total = turned_2 @ self.forward_lstm_kernel + self.forward_lstm_bias
        spread_out = torch.full(
            (x.shape[0], 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(10):
            total_2 = total[step] + state @ self.forward_lstm_recurrent_kernel
            scaled = torch.sigmoid(total_2[:, :4]) * torch.tanh(total_2[:, 8:12])
            total_3 = torch.sigmoid(total_2[:, 4:8]) * state_2 + scaled
            state, state_2 = (
                torch.sigmoid(total_2[:, 12:]) * torch.tanh(total_3),
                total_3,
            )
        total_4 = turned_2 @ self.backward_lstm_kernel + self.backward_lstm_bias
        state_3 = spread_out
        state_4 = spread_out
        for step_2 in reversed(range(10)):
            product = state_3 @ self.backward_lstm_recurrent_kernel
            total_5 = total_4[step_2] + product
            scaled_2 = torch.sigmoid(total_5[:, :4]) * torch.tanh(total_5[:, 8:12])
            total_6 = torch.sigmoid(total_5[:, 4:8]) * state_4 + scaled_2
            state_3, state_4 = (
                torch.sigmoid(total_5[:, 12:]) * torch.tanh(total_6),
                total_6,
            )
        return torch.cat([state, state_3], -1)

self.y = Bidirectional()

return self.y(x)
`,
    ],
  ]);
});

describe('TimeDistributed', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'TimeDistributed(Dense(4))',
      `
class TimeDistributed(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense_kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.dense_kernel)
        self.dense_bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.dense_bias)

    def forward(self, x):
        total = x.reshape(-1, 8) @ self.dense_kernel + self.dense_bias
        return total.reshape(-1, 10, 4)

self.y = TimeDistributed()

return self.y(x)
`,
    ],
    [
      'TimeDistributed(LayerNormalization())',
      `
class TimeDistributed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_normalization_gamma = nn.Parameter(torch.empty((8,)))
        nn.init.ones_(self.layer_normalization_gamma)
        self.layer_normalization_beta = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.layer_normalization_beta)

    def forward(self, x):
        reshaped = x.reshape(-1, 8)
        difference = reshaped - reshaped.mean(-1, keepdim=True)
        total = (difference**2).mean(-1, keepdim=True) + 0.001
        scaled = difference * 1 / torch.sqrt(total) * self.layer_normalization_gamma
        return (scaled + self.layer_normalization_beta).reshape(-1, 10, 8)

self.y = TimeDistributed()

return self.y(x)
`,
    ],
  ]);
});

describe('SpectralNormalization', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'SpectralNormalization(Dense(4))',
      `
class SpectralNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense_kernel = nn.Parameter(torch.empty((8, 4)))
        nn.init.xavier_uniform_(self.dense_kernel)
        self.register_buffer("vector_u", torch.empty((1, 4)))
        nn.init.trunc_normal_(self.vector_u, 0.0, 0.02, -0.04, 0.04)
        self.dense_bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.dense_bias)

    def forward(self, x):
        if self.training:
            product = self.vector_u @ self.dense_kernel.transpose(-1, -2)
            result = torch.maximum(
                (product**2).sum(), torch.tensor(1e-12, device=x.device)
            )
            scaled = product * 1 / torch.sqrt(result)
            product_2 = scaled @ self.dense_kernel
            result_2 = torch.maximum(
                (product_2**2).sum(), torch.tensor(1e-12, device=x.device)
            )
            result_3 = (product_2 * 1 / torch.sqrt(result_2)).detach()
            product_3 = scaled.detach() @ self.dense_kernel @ result_3.transpose(-1, -2)
            quotient = self.dense_kernel / product_3.reshape(())
            total = self.dense_kernel + (quotient - self.dense_kernel).detach()
            self.vector_u.data = result_3
            self.dense_kernel.data = quotient.detach()
            return x @ total + self.dense_bias
        return x @ self.dense_kernel + self.dense_bias

self.y = SpectralNormalization()

return self.y(x)
`,
    ],
    [
      'SpectralNormalization(Conv1D(4, 3))',
      `
class SpectralNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1d_kernel = nn.Parameter(torch.empty((3, 8, 4)))
        nn.init.uniform_(self.conv1d_kernel, -0.4082483, 0.4082483)
        self.register_buffer("vector_u", torch.empty((1, 4)))
        nn.init.trunc_normal_(self.vector_u, 0.0, 0.02, -0.04, 0.04)
        self.conv1d_bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.conv1d_bias)

    def forward(self, x):
        if self.training:
            reshaped = self.conv1d_kernel.reshape(24, 4)
            product = self.vector_u @ reshaped.transpose(-1, -2)
            result = torch.maximum(
                (product**2).sum(), torch.tensor(1e-12, device=x.device)
            )
            scaled = product * 1 / torch.sqrt(result)
            product_2 = scaled @ reshaped
            result_2 = torch.maximum(
                (product_2**2).sum(), torch.tensor(1e-12, device=x.device)
            )
            result_3 = (product_2 * 1 / torch.sqrt(result_2)).detach()
            product_3 = scaled.detach() @ reshaped @ result_3.transpose(-1, -2)
            quotient = self.conv1d_kernel / product_3.reshape(())
            total = self.conv1d_kernel + (quotient - self.conv1d_kernel).detach()
            convolved = F.conv1d(x.permute(0, 2, 1), total.permute(2, 1, 0)).permute(
                0, 2, 1
            )
            self.vector_u.data = result_3
            self.conv1d_kernel.data = quotient.detach()
            return convolved + self.conv1d_bias
        convolved = F.conv1d(
            x.permute(0, 2, 1), self.conv1d_kernel.permute(2, 1, 0)
        ).permute(0, 2, 1)
        return convolved + self.conv1d_bias

self.y = SpectralNormalization()

return self.y(x)
`,
    ],
  ]);
});
