import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Flatten', () => {
  writes(inPytorch, 'float32[4, 8]', [['Flatten()', 'return x.flatten(1)']]);
  writes(inPytorch, 'float32[3, 4, 8]', [['Flatten()', 'return x.flatten(1)']]);
});

describe('Reshape', () => {
  writes(inPytorch, 'float32[4, 6]', [
    ['Reshape([24])', 'return x.flatten(1)'],
    ['Reshape([2, 12])', 'return x.reshape(-1, 2, 12)'],
  ]);
});

describe('Permute', () => {
  writes(inPytorch, 'float32[4, 6, 2]', [
    ['Permute([2, 1, 3])', 'return x.permute(0, 2, 1, 3)'],
    ['Permute([3, 2, 1])', 'return x.permute(0, 3, 2, 1)'],
  ]);
});

describe('RepeatVector', () => {
  writes(inPytorch, 'float32[8]', [['RepeatVector(5)', 'return x.reshape(-1, 1, 8).expand(-1, 5, -1)']]);
  writes(inPytorch, 'float32[N]', [
    ['RepeatVector(5)', 'return x.reshape(-1, 1, x.shape[1]).expand(-1, 5, -1)'],
  ]);
});

describe('ZeroPadding1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    ['ZeroPadding1D()', 'return F.pad(x, (0, 0, 1, 1))'],
    ['ZeroPadding1D(2)', 'return F.pad(x, (0, 0, 2, 2))'],
  ]);
});

describe('ZeroPadding2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['ZeroPadding2D()', 'return F.pad(x, (0, 0, 1, 1, 1, 1))'],
    ['ZeroPadding2D(2)', 'return F.pad(x, (0, 0, 2, 2, 2, 2))'],
  ]);
});

describe('ZeroPadding3D', () => {
  writes(inPytorch, 'float32[4, 6, 8, 2]', [
    ['ZeroPadding3D()', 'return F.pad(x, (0, 0, 1, 1, 1, 1, 1, 1))'],
    ['ZeroPadding3D([1, 0, 2])', 'return F.pad(x, (0, 0, 2, 2, 0, 0, 1, 1))'],
  ]);
});

describe('Cropping1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    ['Cropping1D()', 'return x[:, 1:9]'],
    ['Cropping1D(2)', 'return x[:, 2:8]'],
  ]);
});

describe('Cropping2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['Cropping2D(2)', 'return x[:, 2:26, 2:26]'],
    ['Cropping2D([1, 3])', 'return x[:, 1:27, 3:25]'],
  ]);
});

describe('Cropping3D', () => {
  writes(inPytorch, 'float32[4, 6, 8, 2]', [
    ['Cropping3D()', 'return x[:, 1:3, 1:5, 1:7]'],
    ['Cropping3D([1, 0, 2])', 'return x[:, 1:3, :, 2:6]'],
  ]);
});

describe('UpSampling1D', () => {
  writes(inPytorch, 'float32[10, 8]', [
    [
      'UpSampling1D()',
      `
spread_out = x.reshape(-1, 10, 1, 8).expand(-1, -1, 2, -1)
return spread_out.reshape(-1, 20, 8)
`,
    ],
    [
      'UpSampling1D(3)',
      `
spread_out = x.reshape(-1, 10, 1, 8).expand(-1, -1, 3, -1)
return spread_out.reshape(-1, 30, 8)
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
return spread_out_2.reshape(-1, 14, 14, 3)
`,
    ],
    [
      'UpSampling2D(3)',
      `
spread_out = x.reshape(-1, 7, 1, 7, 3).expand(-1, -1, 3, -1, -1)
spread_out_2 = spread_out.reshape(-1, 21, 7, 1, 3).expand(-1, -1, -1, 3, -1)
return spread_out_2.reshape(-1, 21, 21, 3)
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
return spread_out_3.reshape(-1, 8, 12, 16, 2)
`,
    ],
    [
      'UpSampling3D([1, 2, 3])',
      `
spread_out = x.reshape(-1, 4, 6, 1, 8, 2).expand(-1, -1, -1, 2, -1, -1)
spread_out_2 = spread_out.reshape(-1, 4, 12, 8, 1, 2).expand(
    -1, -1, -1, -1, 3, -1
)
return spread_out_2.reshape(-1, 4, 12, 24, 2)
`,
    ],
  ]);
});
