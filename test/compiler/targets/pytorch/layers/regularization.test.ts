import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Dropout', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'Dropout(0.5)',
      `
self.y = nn.Dropout(0.5)

return self.y(x)
`,
    ],
    [
      'Dropout(0)',
      `
self.y = nn.Dropout(0.0)

return self.y(x)
`,
    ],
  ]);
});

describe('SpatialDropout1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'SpatialDropout1D(0.5)',
      `
class SpatialDropout1D(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 8, device=x.device)
            return x * (drawn >= 0.5).float() * 2.0
        return x

self.y = SpatialDropout1D()

return self.y(x)
`,
    ],
  ]);
});

describe('SpatialDropout2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'SpatialDropout2D(0.5)',
      `
class SpatialDropout2D(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 3, device=x.device)
            return x * (drawn >= 0.5).float() * 2.0
        return x

self.y = SpatialDropout2D()

return self.y(x)
`,
    ],
    [
      'SpatialDropout2D(0.5, data_format: channels_first)',
      `
class SpatialDropout2D(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 28, device=x.device)
            scaled = x.permute(0, 2, 3, 1) * (drawn >= 0.5).float() * 2.0
            return scaled.permute(0, 3, 1, 2)
        return x

self.y = SpatialDropout2D()

return self.y(x)
`,
    ],
  ]);
});

describe('SpatialDropout3D', () => {
  writes(inPytorch, 'float32[4, 28, 28, 3]', [
    [
      'SpatialDropout3D(0.5)',
      `
class SpatialDropout3D(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, 3, device=x.device)
            return x * (drawn >= 0.5).float() * 2.0
        return x

self.y = SpatialDropout3D()

return self.y(x)
`,
    ],
  ]);
});

describe('GaussianNoise', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'GaussianNoise(0.1)',
      `
class GaussianNoise(nn.Module):
    def forward(self, x):
        if self.training:
            difference = 1.0 - torch.rand(x.shape[0], 8, device=x.device)
            scaled = torch.rand(x.shape[0], 8, device=x.device) * 6.2831853
            scaled_2 = torch.sqrt(torch.log(difference) * -2.0) * torch.cos(scaled)
            return x + scaled_2 * 0.1
        return x

self.y = GaussianNoise()

return self.y(x)
`,
    ],
  ]);
});

describe('GaussianDropout', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'GaussianDropout(0.1)',
      `
class GaussianDropout(nn.Module):
    def forward(self, x):
        if self.training:
            difference = 1.0 - torch.rand(x.shape[0], 8, device=x.device)
            scaled = torch.rand(x.shape[0], 8, device=x.device) * 6.2831853
            scaled_2 = torch.sqrt(torch.log(difference) * -2.0) * torch.cos(scaled)
            return x * (scaled_2 * 0.33333333 + 1.0)
        return x

self.y = GaussianDropout()

return self.y(x)
`,
    ],
  ]);
});

describe('AlphaDropout', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'AlphaDropout(0.1)',
      `
class AlphaDropout(nn.Module):
    def forward(self, x):
        if self.training:
            is_within = torch.rand(x.shape[0], 8, device=x.device) >= 0.1
            numbers = is_within.float()
            scaled = (x * numbers + (1.0 - numbers) * -1.7580993) * 0.9212845
            return scaled + 0.16197097
        return x

self.y = AlphaDropout()

return self.y(x)
`,
    ],
    [
      'AlphaDropout(0.1, noise_shape: [none, 1])',
      `
class AlphaDropout(nn.Module):
    def forward(self, x):
        if self.training:
            is_within = torch.rand(x.shape[0], 1, device=x.device) >= 0.1
            numbers = is_within.float()
            scaled = (x * numbers + (1.0 - numbers) * -1.7580993) * 0.9212845
            return scaled + 0.16197097
        return x

self.y = AlphaDropout()

return self.y(x)
`,
    ],
  ]);
});

describe('ActivityRegularization', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'ActivityRegularization(l1: 0.1)',
      `
penalty = torch.abs(x).sum() * 0.1 / float(x.shape[0])
return x
`,
    ],
    [
      'ActivityRegularization(l2: 0.1)',
      `
penalty = (x**2).sum() * 0.1 / float(x.shape[0])
return x
`,
    ],
  ]);
});
