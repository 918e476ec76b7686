import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Activation', () => {
  writes(inPytorch, 'float32[3, 8]', [
    ['Activation(relu)', 'return torch.relu(x)'],
    ['Activation(softmax)', 'return torch.softmax(x, -1)'],
  ]);
});

describe('ReLU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    ['ReLU()', 'return torch.relu(x)'],
    [
      'ReLU(6)',
      `
result = torch.relu(x)
result_2 = torch.maximum(result, torch.tensor(0.0, device=x.device))
result_3 = torch.minimum(result_2, torch.tensor(6.0, device=x.device))
return torch.where((result >= 0.0) & (result <= 6.0), result, result_3.detach())
`,
    ],
  ]);
});

describe('LeakyReLU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    ['LeakyReLU()', 'return torch.relu(x) - torch.relu(0.0 - x) * 0.3'],
    ['LeakyReLU(0.1)', 'return torch.relu(x) - torch.relu(0.0 - x) * 0.1'],
  ]);
});

describe('ELU', () => {
  writes(inPytorch, 'float32[3, 8]', [
    [
      'ELU()',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
return torch.where(x > 0.0, x, torch.exp(result) - 1.0)
`,
    ],
    [
      'ELU(0.5)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
return torch.where(x > 0.0, x, (torch.exp(result) - 1.0) * 0.5)
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

return self.y(x)
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

return self.y(x)
`,
    ],
  ]);
});

describe('Softmax', () => {
  writes(inPytorch, 'float32[3, 8]', [
    ['Softmax()', 'return torch.softmax(x, -1)'],
    ['Softmax(1)', 'return torch.softmax(x, 1)'],
  ]);
});
