import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Activation', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'Activation(relu)',
      `
y = torch.relu(x)
return y
`,
    ],
    [
      'Activation(softmax)',
      `
y = torch.softmax(x, -1)
return y
`,
    ],
  ]);
});

describe('ReLU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'ReLU()',
      `
y = torch.relu(x)
return y
`,
    ],
    [
      'ReLU(6)',
      `
result = torch.relu(x)
result_2 = torch.maximum(result, torch.tensor(0.0, device=x.device))
result_3 = torch.minimum(result_2, torch.tensor(6.0, device=x.device))
y = torch.where((result >= 0.0) & (result <= 6.0), result, result_3.detach())
return y
`,
    ],
  ]);
});

describe('LeakyReLU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'LeakyReLU()',
      `
y = torch.relu(x) - torch.relu(0.0 - x) * 0.3
return y
`,
    ],
    [
      'LeakyReLU(0.1)',
      `
y = torch.relu(x) - torch.relu(0.0 - x) * 0.1
return y
`,
    ],
  ]);
});

describe('ELU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'ELU()',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
y = torch.where(x > 0.0, x, torch.exp(result) - 1.0)
return y
`,
    ],
    [
      'ELU(0.5)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
y = torch.where(x > 0.0, x, (torch.exp(result) - 1.0) * 0.5)
return y
`,
    ],
  ]);
});

describe('PReLU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'PReLU()',
      `
class PReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.empty((3, 8)))
        nn.init.zeros_(self.alpha)

    def forward(self, x):
        return torch.relu(x) - self.alpha * torch.relu(-x)

self.y = PReLU()

y = self.y(x)
return y
`,
    ],
    [
      'PReLU(shared_axes: [1])',
      `
class PReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.empty((1, 8)))
        nn.init.zeros_(self.alpha)

    def forward(self, x):
        return torch.relu(x) - self.alpha * torch.relu(-x)

self.y = PReLU()

y = self.y(x)
return y
`,
    ],
  ]);
});

describe('Softmax', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'Softmax()',
      `
y = torch.softmax(x, -1)
return y
`,
    ],
    [
      'Softmax(1)',
      `
y = torch.softmax(x, 1)
return y
`,
    ],
  ]);
});
