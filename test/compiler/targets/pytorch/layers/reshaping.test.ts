import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Flatten', () => {
  writes(inPytorch, 'float32[4, 8]', [
    [
      'Flatten()',
      `
y = x.flatten(1)
return y
`,
    ],
  ]);
  writes(inPytorch, 'float32[3, 4, 8]', [
    [
      'Flatten()',
      `
y = x.flatten(1)
return y
`,
    ],
  ]);
});

describe('Reshape', () => {
  writes(inPytorch, 'float32[4, 6]', [
    [
      'Reshape([24])',
      `
y = x.flatten(1)
return y
`,
    ],
    [
      'Reshape([2, 12])',
      `
y = x.reshape(-1, 2, 12)
return y
`,
    ],
  ]);
});

describe('Permute', () => {
  writes(inPytorch, 'float32[4, 6, 2]', [
    [
      'Permute([2, 1, 3])',
      `
y = x.permute(0, 2, 1, 3)
return y
`,
    ],
    [
      'Permute([3, 2, 1])',
      `
y = x.permute(0, 3, 2, 1)
return y
`,
    ],
  ]);
});

describe('RepeatVector', () => {
  writes(inPytorch, 'float32[8]', [
    [
      'RepeatVector(5)',
      `
y = x.reshape(-1, 1, 8).expand(-1, 5, -1)
return y
`,
    ],
  ]);
  writes(inPytorch, 'float32[N]', [
    [
      'RepeatVector(5)',
      `
y = x.reshape(-1, 1, x.shape[1]).expand(-1, 5, -1)
return y
`,
    ],
  ]);
});

describe('ZeroPadding1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'ZeroPadding1D()',
      `
y = F.pad(x, (0, 0, 1, 1))
return y
`,
    ],
    [
      'ZeroPadding1D(2)',
      `
y = F.pad(x, (0, 0, 2, 2))
return y
`,
    ],
  ]);
});

describe('ZeroPadding2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'ZeroPadding2D()',
      `
y = F.pad(x, (0, 0, 1, 1, 1, 1))
return y
`,
    ],
    [
      'ZeroPadding2D(2)',
      `
y = F.pad(x, (0, 0, 2, 2, 2, 2))
return y
`,
    ],
  ]);
});

describe('ZeroPadding3D', () => {
  writes(inPytorch, 'float32[4, 6, 8, 2]', [
    [
      'ZeroPadding3D()',
      `
y = F.pad(x, (0, 0, 1, 1, 1, 1, 1, 1))
return y
`,
    ],
    [
      'ZeroPadding3D([1, 0, 2])',
      `
y = F.pad(x, (0, 0, 2, 2, 0, 0, 1, 1))
return y
`,
    ],
  ]);
});

describe('Cropping1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'Cropping1D()',
      `
y = x[:, 1:9]
return y
`,
    ],
    [
      'Cropping1D(2)',
      `
y = x[:, 2:8]
return y
`,
    ],
  ]);
});

describe('Cropping2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'Cropping2D(2)',
      `
y = x[:, 2:26, 2:26]
return y
`,
    ],
    [
      'Cropping2D([1, 3])',
      `
y = x[:, 1:27, 3:25]
return y
`,
    ],
  ]);
});

describe('Cropping3D', () => {
  writes(inPytorch, 'float32[4, 6, 8, 2]', [
    [
      'Cropping3D()',
      `
y = x[:, 1:3, 1:5, 1:7]
return y
`,
    ],
    [
      'Cropping3D([1, 0, 2])',
      `
y = x[:, 1:3, :, 2:6]
return y
`,
    ],
  ]);
});

describe('UpSampling1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'UpSampling1D()',
      `
spread_out = x.reshape(-1, 10, 1, 8).expand(-1, -1, 2, -1)
y = spread_out.reshape(-1, 20, 8)
return y
`,
    ],
    [
      'UpSampling1D(3)',
      `
spread_out = x.reshape(-1, 10, 1, 8).expand(-1, -1, 3, -1)
y = spread_out.reshape(-1, 30, 8)
return y
`,
    ],
  ]);
});

describe('UpSampling2D', () => {
  writes(inPytorch, 'float32[7, 7, 3]', [
    [
      'UpSampling2D()',
      `
spread_out = x.reshape(-1, 7, 1, 7, 3).expand(-1, -1, 2, -1, -1)
spread_out_2 = spread_out.reshape(-1, 14, 7, 1, 3).expand(-1, -1, -1, 2, -1)
y = spread_out_2.reshape(-1, 14, 14, 3)
return y
`,
    ],
    [
      'UpSampling2D(3)',
      `
spread_out = x.reshape(-1, 7, 1, 7, 3).expand(-1, -1, 3, -1, -1)
spread_out_2 = spread_out.reshape(-1, 21, 7, 1, 3).expand(-1, -1, -1, 3, -1)
y = spread_out_2.reshape(-1, 21, 21, 3)
return y
`,
    ],
  ]);
});

describe('UpSampling3D', () => {
  writes(inPytorch, 'float32[4, 6, 8, 2]', [
    [
      'UpSampling3D()',
      `
spread_out = x.reshape(-1, 4, 1, 6, 8, 2).expand(-1, -1, 2, -1, -1, -1)
spread_out_2 = spread_out.reshape(-1, 8, 6, 1, 8, 2).expand(
    -1, -1, -1, 2, -1, -1
)
spread_out_3 = spread_out_2.reshape(-1, 8, 12, 8, 1, 2).expand(
    -1, -1, -1, -1, 2, -1
)
y = spread_out_3.reshape(-1, 8, 12, 16, 2)
return y
`,
    ],
    [
      'UpSampling3D([1, 2, 3])',
      `
spread_out = x.reshape(-1, 4, 6, 1, 8, 2).expand(-1, -1, -1, 2, -1, -1)
spread_out_2 = spread_out.reshape(-1, 4, 12, 8, 1, 2).expand(
    -1, -1, -1, -1, 3, -1
)
y = spread_out_2.reshape(-1, 4, 12, 24, 2)
return y
`,
    ],
  ]);
});
