import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Conv1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'Conv1D(8, 3)',
      `
self.y = nn.Conv1d(4, 8, 3)
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 2, 1))
return y.permute(0, 2, 1)
`,
    ],
    [
      'Conv1D(8, 3, padding: same)',
      `
self.y = nn.Conv1d(4, 8, 3, padding=1)
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 2, 1))
return y.permute(0, 2, 1)
`,
    ],
  ]);
});

describe('Conv2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'Conv2D(8, 3)',
      `
self.y = nn.Conv2d(3, 8, 3)
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 3, 1, 2))
return y.permute(0, 2, 3, 1)
`,
    ],
    [
      'Conv2D(8, [3, 5])',
      `
self.y = nn.Conv2d(3, 8, (3, 5))
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 3, 1, 2))
return y.permute(0, 2, 3, 1)
`,
    ],
  ]);
});

describe('Conv3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    [
      'Conv3D(4, 3)',
      `
self.y = nn.Conv3d(2, 4, 3)
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 4, 1, 2, 3))
return y.permute(0, 2, 3, 4, 1)
`,
    ],
    [
      'Conv3D(4, [1, 3, 3])',
      `
self.y = nn.Conv3d(2, 4, (1, 3, 3))
nn.init.xavier_uniform_(self.y.weight)
nn.init.zeros_(self.y.bias)

y = self.y(x.permute(0, 4, 1, 2, 3))
return y.permute(0, 2, 3, 4, 1)
`,
    ],
  ]);
});

describe('DepthwiseConv1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'DepthwiseConv1D(3)',
      `
class DepthwiseConv1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 4, 1)))
        nn.init.uniform_(self.kernel, -0.6324555, 0.6324555)
        self.bias = nn.Parameter(torch.empty((4,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv1d(
            x.permute(0, 2, 1), self.kernel.reshape(3, 1, 4).permute(2, 1, 0), groups=4
        ).permute(0, 2, 1)
        return convolved + self.bias

self.y = DepthwiseConv1D()

return self.y(x)
`,
    ],
    [
      'DepthwiseConv1D(3, depth_multiplier: 2)',
      `
class DepthwiseConv1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 4, 2)))
        nn.init.uniform_(self.kernel, -0.5773503, 0.5773503)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv1d(
            x.permute(0, 2, 1), self.kernel.reshape(3, 1, 8).permute(2, 1, 0), groups=4
        ).permute(0, 2, 1)
        return convolved + self.bias

self.y = DepthwiseConv1D()

return self.y(x)
`,
    ],
  ]);
});

describe('DepthwiseConv2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'DepthwiseConv2D(3)',
      `
class DepthwiseConv2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 3, 1)))
        nn.init.uniform_(self.kernel, -0.4082483, 0.4082483)
        self.bias = nn.Parameter(torch.empty((3,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv2d(
            x.permute(0, 3, 1, 2),
            self.kernel.reshape(3, 3, 1, 3).permute(3, 2, 0, 1),
            groups=3,
        ).permute(0, 2, 3, 1)
        return convolved + self.bias

self.y = DepthwiseConv2D()

return self.y(x)
`,
    ],
    [
      'DepthwiseConv2D([3, 5], depth_multiplier: 2)',
      `
class DepthwiseConv2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 5, 3, 2)))
        nn.init.uniform_(self.kernel, -0.2828427, 0.2828427)
        self.bias = nn.Parameter(torch.empty((6,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv2d(
            x.permute(0, 3, 1, 2),
            self.kernel.reshape(3, 5, 1, 6).permute(3, 2, 0, 1),
            groups=3,
        ).permute(0, 2, 3, 1)
        return convolved + self.bias

self.y = DepthwiseConv2D()

return self.y(x)
`,
    ],
  ]);
});

describe('SeparableConv1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'SeparableConv1D(8, 3)',
      `
class SeparableConv1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise_kernel = nn.Parameter(torch.empty((3, 4, 1)))
        nn.init.uniform_(self.depthwise_kernel, -0.6324555, 0.6324555)
        self.pointwise_kernel = nn.Parameter(torch.empty((1, 4, 8)))
        nn.init.uniform_(self.pointwise_kernel, -0.7071068, 0.7071068)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv1d(
            x.permute(0, 2, 1),
            self.depthwise_kernel.reshape(3, 1, 4).permute(2, 1, 0),
            groups=4,
        ).permute(0, 2, 1)
        convolved_2 = F.conv1d(
            convolved.permute(0, 2, 1), self.pointwise_kernel.permute(2, 1, 0)
        ).permute(0, 2, 1)
        return convolved_2 + self.bias

self.y = SeparableConv1D()

return self.y(x)
`,
    ],
    [
      'SeparableConv1D(8, 3, depth_multiplier: 2)',
      `
class SeparableConv1D(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise_kernel = nn.Parameter(torch.empty((3, 4, 2)))
        nn.init.uniform_(self.depthwise_kernel, -0.5773503, 0.5773503)
        self.pointwise_kernel = nn.Parameter(torch.empty((1, 8, 8)))
        nn.init.uniform_(self.pointwise_kernel, -0.6123724, 0.6123724)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv1d(
            x.permute(0, 2, 1),
            self.depthwise_kernel.reshape(3, 1, 8).permute(2, 1, 0),
            groups=4,
        ).permute(0, 2, 1)
        convolved_2 = F.conv1d(
            convolved.permute(0, 2, 1), self.pointwise_kernel.permute(2, 1, 0)
        ).permute(0, 2, 1)
        return convolved_2 + self.bias

self.y = SeparableConv1D()

return self.y(x)
`,
    ],
  ]);
});

describe('SeparableConv2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'SeparableConv2D(8, 3)',
      `
class SeparableConv2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise_kernel = nn.Parameter(torch.empty((3, 3, 3, 1)))
        nn.init.uniform_(self.depthwise_kernel, -0.4082483, 0.4082483)
        self.pointwise_kernel = nn.Parameter(torch.empty((1, 1, 3, 8)))
        nn.init.uniform_(self.pointwise_kernel, -0.7385489, 0.7385489)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        convolved = F.conv2d(
            x.permute(0, 3, 1, 2),
            self.depthwise_kernel.reshape(3, 3, 1, 3).permute(3, 2, 0, 1),
            groups=3,
        ).permute(0, 2, 3, 1)
        convolved_2 = F.conv2d(
            convolved.permute(0, 3, 1, 2), self.pointwise_kernel.permute(3, 2, 0, 1)
        ).permute(0, 2, 3, 1)
        return convolved_2 + self.bias

self.y = SeparableConv2D()

return self.y(x)
`,
    ],
    [
      'SeparableConv2D(8, 3, depth_multiplier: 2, use_bias: false)',
      `
class SeparableConv2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise_kernel = nn.Parameter(torch.empty((3, 3, 3, 2)))
        nn.init.uniform_(self.depthwise_kernel, -0.3651484, 0.3651484)
        self.pointwise_kernel = nn.Parameter(torch.empty((1, 1, 6, 8)))
        nn.init.uniform_(self.pointwise_kernel, -0.6546537, 0.6546537)

    def forward(self, x):
        convolved = F.conv2d(
            x.permute(0, 3, 1, 2),
            self.depthwise_kernel.reshape(3, 3, 1, 6).permute(3, 2, 0, 1),
            groups=3,
        ).permute(0, 2, 3, 1)
        return F.conv2d(
            convolved.permute(0, 3, 1, 2), self.pointwise_kernel.permute(3, 2, 0, 1)
        ).permute(0, 2, 3, 1)

self.y = SeparableConv2D()

return self.y(x)
`,
    ],
  ]);
});

describe('Conv1DTranspose', () => {
  writes(inPytorch, 'float32[10, 4]', [
    [
      'Conv1DTranspose(8, 3)',
      `
class Conv1DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 8, 4)))
        nn.init.uniform_(self.kernel, -0.4082483, 0.4082483)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.conv_transpose1d(
            x.permute(0, 2, 1), self.kernel.permute(2, 1, 0)
        ).permute(0, 2, 1)
        return result + self.bias

self.y = Conv1DTranspose()

return self.y(x)
`,
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2)',
      `
class Conv1DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 8, 4)))
        nn.init.uniform_(self.kernel, -0.4082483, 0.4082483)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.conv_transpose1d(
            x.permute(0, 2, 1), self.kernel.permute(2, 1, 0), stride=2
        ).permute(0, 2, 1)
        return result + self.bias

self.y = Conv1DTranspose()

return self.y(x)
`,
    ],
  ]);
});

describe('Conv2DTranspose', () => {
  writes(inPytorch, 'float32[7, 7, 16]', [
    [
      'Conv2DTranspose(8, 3)',
      `
class Conv2DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 8, 16)))
        nn.init.uniform_(self.kernel, -0.1666667, 0.1666667)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.conv_transpose2d(
            x.permute(0, 3, 1, 2), self.kernel.permute(3, 2, 0, 1)
        ).permute(0, 2, 3, 1)
        return result + self.bias

self.y = Conv2DTranspose()

return self.y(x)
`,
    ],
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same)',
      `
class Conv2DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 8, 16)))
        nn.init.uniform_(self.kernel, -0.1666667, 0.1666667)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.pad(
            F.conv_transpose2d(
                x.permute(0, 3, 1, 2), self.kernel.permute(3, 2, 0, 1), stride=2
            ),
            (0, -1, 0, -1),
        ).permute(0, 2, 3, 1)
        return result + self.bias

self.y = Conv2DTranspose()

return self.y(x)
`,
    ],
  ]);
});

describe('Conv3DTranspose', () => {
  writes(inPytorch, 'float32[4, 7, 7, 2]', [
    [
      'Conv3DTranspose(8, 3)',
      `
class Conv3DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((3, 3, 3, 8, 2)))
        nn.init.uniform_(self.kernel, -0.1490712, 0.1490712)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.conv_transpose3d(
            x.permute(0, 4, 1, 2, 3), self.kernel.permute(4, 3, 0, 1, 2)
        ).permute(0, 2, 3, 4, 1)
        return result + self.bias

self.y = Conv3DTranspose()

return self.y(x)
`,
    ],
    [
      'Conv3DTranspose(8, 2, strides: 2)',
      `
class Conv3DTranspose(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty((2, 2, 2, 8, 2)))
        nn.init.uniform_(self.kernel, -0.2738613, 0.2738613)
        self.bias = nn.Parameter(torch.empty((8,)))
        nn.init.zeros_(self.bias)

    def forward(self, x):
        result = F.conv_transpose3d(
            x.permute(0, 4, 1, 2, 3), self.kernel.permute(4, 3, 0, 1, 2), stride=2
        ).permute(0, 2, 3, 4, 1)
        return result + self.bias

self.y = Conv3DTranspose()

return self.y(x)
`,
    ],
  ]);
});
