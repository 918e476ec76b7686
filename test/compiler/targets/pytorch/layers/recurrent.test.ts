import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('LSTM', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'LSTM(4)',
      `
self.y = nn.LSTM(8, 4, batch_first=True)
nn.init.xavier_uniform_(self.y.weight_ih_l0)
nn.init.orthogonal_(self.y.weight_hh_l0)
nn.init.zeros_(self.y.bias_ih_l0)
nn.init.ones_(self.y.bias_ih_l0[4:8])
nn.init.zeros_(self.y.bias_hh_l0).requires_grad_(False)

return self.y(x)[0][:, -1]
`,
    ],
    [
      'LSTM(4, return_sequences: true)',
      `
self.y = nn.LSTM(8, 4, batch_first=True)
nn.init.xavier_uniform_(self.y.weight_ih_l0)
nn.init.orthogonal_(self.y.weight_hh_l0)
nn.init.zeros_(self.y.bias_ih_l0)
nn.init.ones_(self.y.bias_ih_l0[4:8])
nn.init.zeros_(self.y.bias_hh_l0).requires_grad_(False)

return self.y(x)[0]
`,
    ],
  ]);
});

describe('GRU', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'GRU(4)',
      `
class GRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 12)))
        nn.init.xavier_uniform_(self.kernel)
        self.recurrent_kernel = nn.Parameter(torch.empty((4, 12)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((2, 12)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        reshaped = self.bias[1:].reshape(12)
        total = x.permute(1, 0, 2) @ self.kernel + self.bias[:1].reshape(12)
        spread_out = torch.full(
            (x.shape[0], 4), 0.0, dtype=torch.float32, device=x.device
        )
        part = total[:, :, :8]
        part_2 = total[:, :, 8:]
        state = spread_out
        for step in range(10):
            total_2 = state @ self.recurrent_kernel + reshaped
            total_3 = part[step] + total_2[:, :8]
            scaled = torch.sigmoid(total_3[:, 4:]) * total_2[:, 8:]
            activated = torch.tanh(part_2[step] + scaled)
            scaled_2 = torch.sigmoid(total_3[:, :4]) * (state - activated)
            state = activated + scaled_2
        return state

self.y = GRU()

return self.y(x)
`,
    ],
    [
      'GRU(4, reset_after: false)',
      `
class GRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((8, 12)))
        nn.init.xavier_uniform_(self.kernel)
        self.recurrent_kernel = nn.Parameter(torch.empty((4, 12)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((12,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        part = self.recurrent_kernel[:, :8]
        part_2 = self.recurrent_kernel[:, 8:]
        total = x.permute(1, 0, 2) @ self.kernel + self.bias
        spread_out = torch.full(
            (x.shape[0], 4), 0.0, dtype=torch.float32, device=x.device
        )
        part_3 = total[:, :, :8]
        part_4 = total[:, :, 8:]
        state = spread_out
        for step in range(10):
            total_2 = part_3[step] + state @ part
            product = torch.sigmoid(total_2[:, 4:]) * state @ part_2
            activated = torch.tanh(part_4[step] + product)
            scaled = torch.sigmoid(total_2[:, :4]) * (state - activated)
            state = activated + scaled
        return state

self.y = GRU()

return self.y(x)
`,
    ],
  ]);
});

describe('SimpleRNN', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'SimpleRNN(4)',
      `
self.y = nn.RNN(8, 4, batch_first=True)
nn.init.xavier_uniform_(self.y.weight_ih_l0)
nn.init.orthogonal_(self.y.weight_hh_l0)
nn.init.zeros_(self.y.bias_ih_l0)
nn.init.zeros_(self.y.bias_hh_l0).requires_grad_(False)

return self.y(x)[0][:, -1]
`,
    ],
    [
      'SimpleRNN(4, return_sequences: true)',
      `
self.y = nn.RNN(8, 4, batch_first=True)
nn.init.xavier_uniform_(self.y.weight_ih_l0)
nn.init.orthogonal_(self.y.weight_hh_l0)
nn.init.zeros_(self.y.bias_ih_l0)
nn.init.zeros_(self.y.bias_hh_l0).requires_grad_(False)

return self.y(x)[0]
`,
    ],
  ]);
});

describe('RNN', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'RNN(LSTMCell(4))',
      `
class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm_cell_kernel = nn.Parameter(torch.empty((8, 16)))
        nn.init.xavier_uniform_(self.lstm_cell_kernel)
        self.lstm_cell_recurrent_kernel = nn.Parameter(torch.empty((4, 16)))
        nn.init.orthogonal_(self.lstm_cell_recurrent_kernel)
        self.lstm_cell_bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.lstm_cell_bias)
        nn.init.ones_(self.lstm_cell_bias[4:8])

    def forward(self, x):
        turned_2 = x.permute(1, 0, 2)
        spread_out = torch.full(
            (x.shape[0], 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(10):
            total = turned_2[step] @ self.lstm_cell_kernel + self.lstm_cell_bias
            total_2 = total + state @ self.lstm_cell_recurrent_kernel
            scaled = torch.sigmoid(total_2[:, :4]) * torch.tanh(total_2[:, 8:12])
            total_3 = torch.sigmoid(total_2[:, 4:8]) * state_2 + scaled
            state, state_2 = (
                torch.sigmoid(total_2[:, 12:]) * torch.tanh(total_3),
                total_3,
            )
        return state

self.y = RNN()

return self.y(x)
`,
    ],
    [
      'RNN(GRUCell(4), return_sequences: true)',
      `
class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru_cell_kernel = nn.Parameter(torch.empty((8, 12)))
        nn.init.xavier_uniform_(self.gru_cell_kernel)
        self.gru_cell_recurrent_kernel = nn.Parameter(torch.empty((4, 12)))
        nn.init.orthogonal_(self.gru_cell_recurrent_kernel)
        self.gru_cell_bias = nn.Parameter(torch.empty((2, 12)))
        nn.init.zeros_(self.gru_cell_bias)

    def forward(self, x):
        reshaped = self.gru_cell_bias[1:].reshape(12)
        reshaped_2 = self.gru_cell_bias[:1].reshape(12)
        turned_2 = x.permute(1, 0, 2)
        spread_out = torch.full(
            (x.shape[0], 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        outputs = []
        for step in range(10):
            total = turned_2[step] @ self.gru_cell_kernel + reshaped_2
            total_2 = state @ self.gru_cell_recurrent_kernel + reshaped
            total_3 = total[:, :8] + total_2[:, :8]
            scaled = torch.sigmoid(total_3[:, 4:]) * total_2[:, 8:]
            activated = torch.tanh(total[:, 8:] + scaled)
            scaled_2 = torch.sigmoid(total_3[:, :4]) * (state - activated)
            total_4 = activated + scaled_2
            outputs.append(total_4)
            state = total_4
        stacked = torch.stack(outputs)
        return stacked.permute(1, 0, 2)

self.y = RNN()

return self.y(x)
`,
    ],
  ]);
});

describe('ConvLSTM1D', () => {
  writes(inPytorch, 'float32[5, 20, 3]', [
    [
      'ConvLSTM1D(4, 3)',
      `
class ConvLSTM1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 16)))
        nn.init.uniform_(self.kernel, -0.3244428, 0.3244428)
        self.recurrent_kernel = nn.Parameter(torch.empty((3, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv1d(
            x.reshape(-1, 20, 3).permute(0, 2, 1), self.kernel.permute(2, 1, 0)
        ).permute(0, 2, 1)
        reshaped = (convolved + self.bias).reshape(-1, 5, 18, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3)
        spread_out = torch.full(
            (x.shape[0], 18, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(5):
            convolved_2 = F.conv1d(
                state.permute(0, 2, 1),
                self.recurrent_kernel.permute(2, 1, 0),
                padding=1,
            ).permute(0, 2, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :4]) * torch.tanh(total[:, :, 8:12])
            total_2 = torch.sigmoid(total[:, :, 4:8]) * state_2 + scaled
            state, state_2 = (
                torch.sigmoid(total[:, :, 12:]) * torch.tanh(total_2),
                total_2,
            )
        return state

self.y = ConvLSTM1D()

return self.y(x)
`,
    ],
    [
      'ConvLSTM1D(4, 3, padding: same, return_sequences: true)',
      `
class ConvLSTM1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 16)))
        nn.init.uniform_(self.kernel, -0.3244428, 0.3244428)
        self.recurrent_kernel = nn.Parameter(torch.empty((3, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv1d(
            x.reshape(-1, 20, 3).permute(0, 2, 1),
            self.kernel.permute(2, 1, 0),
            padding=1,
        ).permute(0, 2, 1)
        reshaped = (convolved + self.bias).reshape(-1, 5, 20, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3)
        spread_out = torch.full(
            (x.shape[0], 20, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        outputs = []
        for step in range(5):
            convolved_2 = F.conv1d(
                state.permute(0, 2, 1),
                self.recurrent_kernel.permute(2, 1, 0),
                padding=1,
            ).permute(0, 2, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :4]) * torch.tanh(total[:, :, 8:12])
            total_2 = torch.sigmoid(total[:, :, 4:8]) * state_2 + scaled
            scaled_2 = torch.sigmoid(total[:, :, 12:]) * torch.tanh(total_2)
            outputs.append(scaled_2)
            state, state_2 = scaled_2, total_2
        stacked = torch.stack(outputs)
        return stacked.permute(1, 0, 2, 3)

self.y = ConvLSTM1D()

return self.y(x)
`,
    ],
  ]);
});

describe('ConvLSTM2D', () => {
  writes(inPytorch, 'float32[5, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 3)',
      `
class ConvLSTM2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 3, 16)))
        nn.init.uniform_(self.kernel, -0.1873172, 0.1873172)
        self.recurrent_kernel = nn.Parameter(torch.empty((3, 3, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv2d(
            x.reshape(-1, 12, 12, 3).permute(0, 3, 1, 2),
            self.kernel.permute(3, 2, 0, 1),
        ).permute(0, 2, 3, 1)
        reshaped = (convolved + self.bias).reshape(-1, 5, 10, 10, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3, 4)
        spread_out = torch.full(
            (x.shape[0], 10, 10, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(5):
            convolved_2 = F.conv2d(
                state.permute(0, 3, 1, 2),
                self.recurrent_kernel.permute(3, 2, 0, 1),
                padding=1,
            ).permute(0, 2, 3, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :, :4]) * torch.tanh(
                total[:, :, :, 8:12]
            )
            total_2 = torch.sigmoid(total[:, :, :, 4:8]) * state_2 + scaled
            state, state_2 = (
                torch.sigmoid(total[:, :, :, 12:]) * torch.tanh(total_2),
                total_2,
            )
        return state

self.y = ConvLSTM2D()

return self.y(x)
`,
    ],
    [
      'ConvLSTM2D(4, [3, 5], padding: same)',
      `
class ConvLSTM2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 5, 3, 16)))
        nn.init.uniform_(self.kernel, -0.1450953, 0.1450953)
        self.recurrent_kernel = nn.Parameter(torch.empty((3, 5, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv2d(
            x.reshape(-1, 12, 12, 3).permute(0, 3, 1, 2),
            self.kernel.permute(3, 2, 0, 1),
            padding=(1, 2),
        ).permute(0, 2, 3, 1)
        reshaped = (convolved + self.bias).reshape(-1, 5, 12, 12, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3, 4)
        spread_out = torch.full(
            (x.shape[0], 12, 12, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(5):
            convolved_2 = F.conv2d(
                state.permute(0, 3, 1, 2),
                self.recurrent_kernel.permute(3, 2, 0, 1),
                padding=(1, 2),
            ).permute(0, 2, 3, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :, :4]) * torch.tanh(
                total[:, :, :, 8:12]
            )
            total_2 = torch.sigmoid(total[:, :, :, 4:8]) * state_2 + scaled
            state, state_2 = (
                torch.sigmoid(total[:, :, :, 12:]) * torch.tanh(total_2),
                total_2,
            )
        return state

self.y = ConvLSTM2D()

return self.y(x)
`,
    ],
  ]);
});

describe('ConvLSTM3D', () => {
  writes(inPytorch, 'float32[2, 5, 6, 7, 3]', [
    [
      'ConvLSTM3D(4, 3)',
      `
class ConvLSTM3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 3, 3, 16)))
        nn.init.uniform_(self.kernel, -0.1081476, 0.1081476)
        self.recurrent_kernel = nn.Parameter(torch.empty((3, 3, 3, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv3d(
            x.reshape(-1, 5, 6, 7, 3).permute(0, 4, 1, 2, 3),
            self.kernel.permute(4, 3, 0, 1, 2),
        ).permute(0, 2, 3, 4, 1)
        reshaped = (convolved + self.bias).reshape(-1, 2, 3, 4, 5, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3, 4, 5)
        spread_out = torch.full(
            (x.shape[0], 3, 4, 5, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        for step in range(2):
            convolved_2 = F.conv3d(
                state.permute(0, 4, 1, 2, 3),
                self.recurrent_kernel.permute(4, 3, 0, 1, 2),
                padding=1,
            ).permute(0, 2, 3, 4, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :, :, 4:8]) * state_2
            scaled_2 = torch.sigmoid(total[:, :, :, :, :4]) * torch.tanh(
                total[:, :, :, :, 8:12]
            )
            total_2 = scaled + scaled_2
            state, state_2 = (
                torch.sigmoid(total[:, :, :, :, 12:]) * torch.tanh(total_2),
                total_2,
            )
        return state

self.y = ConvLSTM3D()

return self.y(x)
`,
    ],
    [
      'ConvLSTM3D(4, [1, 2, 3], return_sequences: true)',
      `
class ConvLSTM3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((1, 2, 3, 3, 16)))
        nn.init.uniform_(self.kernel, -0.2294157, 0.2294157)
        self.recurrent_kernel = nn.Parameter(torch.empty((1, 2, 3, 4, 16)))
        nn.init.orthogonal_(self.recurrent_kernel)
        self.bias = nn.Parameter(torch.empty((16,)))
        nn.init.zeros_(self.bias)
        nn.init.ones_(self.bias[4:8])

    def forward(self, x):
        convolved = F.conv3d(
            x.reshape(-1, 5, 6, 7, 3).permute(0, 4, 1, 2, 3),
            self.kernel.permute(4, 3, 0, 1, 2),
        ).permute(0, 2, 3, 4, 1)
        reshaped = (convolved + self.bias).reshape(-1, 2, 5, 5, 5, 16)
        turned_2 = reshaped.permute(1, 0, 2, 3, 4, 5)
        spread_out = torch.full(
            (x.shape[0], 5, 5, 5, 4), 0.0, dtype=torch.float32, device=x.device
        )
        state = spread_out
        state_2 = spread_out
        outputs = []
        for step in range(2):
            convolved_2 = F.conv3d(
                F.pad(state.permute(0, 4, 1, 2, 3), (1, 1, 0, 1)),
                self.recurrent_kernel.permute(4, 3, 0, 1, 2),
            ).permute(0, 2, 3, 4, 1)
            total = turned_2[step] + convolved_2
            scaled = torch.sigmoid(total[:, :, :, :, 4:8]) * state_2
            scaled_2 = torch.sigmoid(total[:, :, :, :, :4]) * torch.tanh(
                total[:, :, :, :, 8:12]
            )
            total_2 = scaled + scaled_2
            scaled_3 = torch.sigmoid(total[:, :, :, :, 12:]) * torch.tanh(total_2)
            outputs.append(scaled_3)
            state, state_2 = scaled_3, total_2
        stacked = torch.stack(outputs)
        return stacked.permute(1, 0, 2, 3, 4, 5)

self.y = ConvLSTM3D()

return self.y(x)
`,
    ],
  ]);
});
