import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('BatchNormalization', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'BatchNormalization()',
      `
class BatchNormalization(nn.Module):
    """Mean 0 and variance 1 for each channel, axis 1, over the batch; as Keras computes it."""

    def __init__(self, channels, momentum=0.99, epsilon=0.001):
        super().__init__()
        self.momentum = momentum
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        # Sums stay in float32, whatever products before them were in.
        x = x.float()
        mean, variance = self.running_mean, self.running_var
        if self.training:
            axes = [axis for axis in range(x.dim()) if axis != 1]
            mean, variance = batch_moments(x, axes)
            with torch.no_grad():
                self.running_mean.lerp_(mean, 1 - self.momentum)
                self.running_var.lerp_(variance, 1 - self.momentum)
        shape = [-1] + [1] * (x.dim() - 2)
        scale = self.weight * torch.rsqrt(variance + self.epsilon)
        return (x - mean.reshape(shape)) * scale.reshape(shape) + self.bias.reshape(
            shape
        )

self.y = BatchNormalization(3)

y = self.y(x.permute(0, 3, 1, 2))
return y.permute(0, 2, 3, 1)
`,
    ],
    [
      'BatchNormalization(axis: 1)',
      `
class BatchNormalization(nn.Module):
    """Mean 0 and variance 1 for each channel, axis 1, over the batch; as Keras computes it."""

    def __init__(self, channels, momentum=0.99, epsilon=0.001):
        super().__init__()
        self.momentum = momentum
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        # Sums stay in float32, whatever products before them were in.
        x = x.float()
        mean, variance = self.running_mean, self.running_var
        if self.training:
            axes = [axis for axis in range(x.dim()) if axis != 1]
            mean, variance = batch_moments(x, axes)
            with torch.no_grad():
                self.running_mean.lerp_(mean, 1 - self.momentum)
                self.running_var.lerp_(variance, 1 - self.momentum)
        shape = [-1] + [1] * (x.dim() - 2)
        scale = self.weight * torch.rsqrt(variance + self.epsilon)
        return (x - mean.reshape(shape)) * scale.reshape(shape) + self.bias.reshape(
            shape
        )

self.y = BatchNormalization(28)

return self.y(x)
`,
    ],
  ]);
});

describe('LayerNormalization', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'LayerNormalization()',
      `
self.y = nn.LayerNorm(8, eps=0.001)

return self.y(x)
`,
    ],
    [
      'LayerNormalization(axis: 1)',
      `
class LayerNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty((10,)))
        nn.init.ones_(self.gamma)
        self.beta = nn.Parameter(torch.empty((10,)))
        nn.init.zeros_(self.beta)

    def forward(self, x):
        difference = x - x.mean(1, keepdim=True)
        total = (difference**2).mean(1, keepdim=True) + 0.001
        scaled = 1 / torch.sqrt(total) * self.gamma.reshape(10, 1)
        return difference * scaled + self.beta.reshape(10, 1)

self.y = LayerNormalization()

return self.y(x)
`,
    ],
  ]);
});

describe('GroupNormalization', () => {
  writes(inPytorch, 'float32[28, 28, 6]', [
    [
      'GroupNormalization(3)',
      `
class GroupNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty((6,)))
        nn.init.ones_(self.gamma)
        self.beta = nn.Parameter(torch.empty((6,)))
        nn.init.zeros_(self.beta)

    def forward(self, x):
        reshaped = x.reshape(-1, 28, 28, 3, 2)
        difference = reshaped - reshaped.mean((1, 2, -1), keepdim=True)
        mean = (difference**2).mean((1, 2, -1), keepdim=True)
        reshaped_2 = (difference / torch.sqrt(mean + 0.001)).reshape(-1, 28, 28, 6)
        return reshaped_2 * self.gamma + self.beta

self.y = GroupNormalization()

return self.y(x)
`,
    ],
    [
      'GroupNormalization(-1)',
      `
class GroupNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty((6,)))
        nn.init.ones_(self.gamma)
        self.beta = nn.Parameter(torch.empty((6,)))
        nn.init.zeros_(self.beta)

    def forward(self, x):
        reshaped = x.reshape(-1, 28, 28, 6, 1)
        difference = reshaped - reshaped.mean((1, 2, -1), keepdim=True)
        mean = (difference**2).mean((1, 2, -1), keepdim=True)
        reshaped_2 = (difference / torch.sqrt(mean + 0.001)).reshape(-1, 28, 28, 6)
        return reshaped_2 * self.gamma + self.beta

self.y = GroupNormalization()

return self.y(x)
`,
    ],
  ]);
});

describe('RMSNormalization', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'RMSNormalization()',
      `
class RMSNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.empty((8,)))
        nn.init.ones_(self.scale)

    def forward(self, x):
        root = torch.sqrt((x**2).mean(-1, keepdim=True) + 0.000001)
        return x / root * self.scale

self.y = RMSNormalization()

return self.y(x)
`,
    ],
    [
      'RMSNormalization(axis: [1, 2])',
      `
class RMSNormalization(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.empty((10, 8)))
        nn.init.ones_(self.scale)

    def forward(self, x):
        total = (x**2).mean((1, -1), keepdim=True) + 0.000001
        return x / torch.sqrt(total) * self.scale

self.y = RMSNormalization()

return self.y(x)
`,
    ],
  ]);
});

describe('UnitNormalization', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'UnitNormalization()',
      `
result = torch.maximum(
    (x**2).sum(-1, keepdim=True), torch.tensor(1e-12, device=x.device)
)
return x / torch.sqrt(result)
`,
    ],
    [
      'UnitNormalization(axis: [1, 2])',
      `
result = torch.maximum(
    (x**2).sum((1, -1), keepdim=True), torch.tensor(1e-12, device=x.device)
)
return x / torch.sqrt(result)
`,
    ],
  ]);
});
