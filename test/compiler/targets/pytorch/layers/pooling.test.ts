import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('MaxPooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'MaxPooling1D()',
      `
y = F.max_pool1d(x.permute(0, 2, 1), 2)
return y.permute(0, 2, 1)
`,
    ],
    [
      'MaxPooling1D(3)',
      `
y = F.max_pool1d(x.permute(0, 2, 1), 3)
return y.permute(0, 2, 1)
`,
    ],
  ]);
});

describe('MaxPooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'MaxPooling2D()',
      `
y = F.max_pool2d(x.permute(0, 3, 1, 2), 2)
return y.permute(0, 2, 3, 1)
`,
    ],
    [
      'MaxPooling2D([2, 4])',
      `
y = F.max_pool2d(x.permute(0, 3, 1, 2), (2, 4))
return y.permute(0, 2, 3, 1)
`,
    ],
  ]);
});

describe('MaxPooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    [
      'MaxPooling3D()',
      `
y = F.max_pool3d(x.permute(0, 4, 1, 2, 3), 2)
return y.permute(0, 2, 3, 4, 1)
`,
    ],
    [
      'MaxPooling3D([1, 2, 2])',
      `
y = F.max_pool3d(x.permute(0, 4, 1, 2, 3), (1, 2, 2))
return y.permute(0, 2, 3, 4, 1)
`,
    ],
  ]);
});

describe('AveragePooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'AveragePooling1D(2)',
      `
y = F.avg_pool1d(x.permute(0, 2, 1), 2)
return y.permute(0, 2, 1)
`,
    ],
    ['AveragePooling1D(3, strides: 2, padding: same)', 'return pool(x, "average", (3,), (2,), (0, 1))'],
  ]);
});

describe('AveragePooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'AveragePooling2D(2)',
      `
y = F.avg_pool2d(x.permute(0, 3, 1, 2), 2)
return y.permute(0, 2, 3, 1)
`,
    ],
    [
      'AveragePooling2D([2, 7], strides: 1)',
      `
y = F.avg_pool2d(x.permute(0, 3, 1, 2), (2, 7), stride=1)
return y.permute(0, 2, 3, 1)
`,
    ],
  ]);
});

describe('AveragePooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    [
      'AveragePooling3D(2)',
      `
y = F.avg_pool3d(x.permute(0, 4, 1, 2, 3), 2)
return y.permute(0, 2, 3, 4, 1)
`,
    ],
    [
      'AveragePooling3D(2, padding: same, strides: 3)',
      'return pool(x, "average", (2, 2, 2), (3, 3, 3), (0, 1, 0, 1, 0, 0))',
    ],
  ]);
});

describe('GlobalMaxPooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    ['GlobalMaxPooling1D()', 'return x.amax(1, keepdim=True).flatten(1)'],
    ['GlobalMaxPooling1D(keepdims: true)', 'return x.amax(1, keepdim=True)'],
  ]);
});

describe('GlobalMaxPooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['GlobalMaxPooling2D()', 'return x.amax((1, 2), keepdim=True).flatten(1)'],
    ['GlobalMaxPooling2D(keepdims: true)', 'return x.amax((1, 2), keepdim=True)'],
  ]);
});

describe('GlobalMaxPooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    ['GlobalMaxPooling3D()', 'return x.amax((1, 2, 3), keepdim=True).flatten(1)'],
    ['GlobalMaxPooling3D(keepdims: true)', 'return x.amax((1, 2, 3), keepdim=True)'],
  ]);
});

describe('GlobalAveragePooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    ['GlobalAveragePooling1D()', 'return x.mean(1, keepdim=True).flatten(1)'],
    ['GlobalAveragePooling1D(keepdims: true)', 'return x.mean(1, keepdim=True)'],
  ]);
});

describe('GlobalAveragePooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['GlobalAveragePooling2D()', 'return x.mean((1, 2), keepdim=True).flatten(1)'],
    ['GlobalAveragePooling2D(keepdims: true)', 'return x.mean((1, 2), keepdim=True)'],
  ]);
});

describe('GlobalAveragePooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    ['GlobalAveragePooling3D()', 'return x.mean((1, 2, 3), keepdim=True).flatten(1)'],
  ]);
});

describe('AdaptiveAveragePooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'AdaptiveAveragePooling1D(5)',
      `
y = torch.cat(
    [
        x[:, :4].mean(1, keepdim=True),
        x[:, 4:8].mean(1, keepdim=True),
        x[:, 8:12].mean(1, keepdim=True),
        x[:, 12:16].mean(1, keepdim=True),
        x[:, 16:].mean(1, keepdim=True),
    ],
    1,
)
return y
`,
    ],
    [
      'AdaptiveAveragePooling1D(7)',
      `
y = torch.cat(
    [
        x[:, :3].mean(1, keepdim=True),
        x[:, 2:6].mean(1, keepdim=True),
        x[:, 5:9].mean(1, keepdim=True),
        x[:, 8:12].mean(1, keepdim=True),
        x[:, 11:15].mean(1, keepdim=True),
        x[:, 14:18].mean(1, keepdim=True),
        x[:, 17:].mean(1, keepdim=True),
    ],
    1,
)
return y
`,
    ],
  ]);
});

describe('AdaptiveAveragePooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'AdaptiveAveragePooling2D(7)',
      `
joined_2 = torch.cat(
    [
        x[:, :4].mean(1, keepdim=True),
        x[:, 4:8].mean(1, keepdim=True),
        x[:, 8:12].mean(1, keepdim=True),
        x[:, 12:16].mean(1, keepdim=True),
        x[:, 16:20].mean(1, keepdim=True),
        x[:, 20:24].mean(1, keepdim=True),
        x[:, 24:].mean(1, keepdim=True),
    ],
    1,
)
y = torch.cat(
    [
        joined_2[:, :, :4].mean(2, keepdim=True),
        joined_2[:, :, 4:8].mean(2, keepdim=True),
        joined_2[:, :, 8:12].mean(2, keepdim=True),
        joined_2[:, :, 12:16].mean(2, keepdim=True),
        joined_2[:, :, 16:20].mean(2, keepdim=True),
        joined_2[:, :, 20:24].mean(2, keepdim=True),
        joined_2[:, :, 24:].mean(2, keepdim=True),
    ],
    2,
)
return y
`,
    ],
    [
      'AdaptiveAveragePooling2D([7, 5])',
      `
joined_2 = torch.cat(
    [
        x[:, :4].mean(1, keepdim=True),
        x[:, 4:8].mean(1, keepdim=True),
        x[:, 8:12].mean(1, keepdim=True),
        x[:, 12:16].mean(1, keepdim=True),
        x[:, 16:20].mean(1, keepdim=True),
        x[:, 20:24].mean(1, keepdim=True),
        x[:, 24:].mean(1, keepdim=True),
    ],
    1,
)
y = torch.cat(
    [
        joined_2[:, :, :6].mean(2, keepdim=True),
        joined_2[:, :, 5:12].mean(2, keepdim=True),
        joined_2[:, :, 11:17].mean(2, keepdim=True),
        joined_2[:, :, 16:23].mean(2, keepdim=True),
        joined_2[:, :, 22:].mean(2, keepdim=True),
    ],
    2,
)
return y
`,
    ],
  ]);
});

describe('AdaptiveAveragePooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    [
      'AdaptiveAveragePooling3D(2)',
      `
joined_2 = torch.cat(
    [x[:, :4].mean(1, keepdim=True), x[:, 4:].mean(1, keepdim=True)], 1
)
joined_3 = torch.cat(
    [
        joined_2[:, :, :8].mean(2, keepdim=True),
        joined_2[:, :, 8:].mean(2, keepdim=True),
    ],
    2,
)
y = torch.cat(
    [
        joined_3[:, :, :, :8].mean(3, keepdim=True),
        joined_3[:, :, :, 8:].mean(3, keepdim=True),
    ],
    3,
)
return y
`,
    ],
    [
      'AdaptiveAveragePooling3D([2, 3, 4])',
      `
joined_2 = torch.cat(
    [x[:, :4].mean(1, keepdim=True), x[:, 4:].mean(1, keepdim=True)], 1
)
joined_3 = torch.cat(
    [
        joined_2[:, :, :6].mean(2, keepdim=True),
        joined_2[:, :, 5:11].mean(2, keepdim=True),
        joined_2[:, :, 10:].mean(2, keepdim=True),
    ],
    2,
)
mean = joined_3[:, :, :, 8:12].mean(3, keepdim=True)
y = torch.cat(
    [
        joined_3[:, :, :, :4].mean(3, keepdim=True),
        joined_3[:, :, :, 4:8].mean(3, keepdim=True),
        mean,
        joined_3[:, :, :, 12:].mean(3, keepdim=True),
    ],
    3,
)
return y
`,
    ],
  ]);
});

describe('AdaptiveMaxPooling1D', () => {
  writes(inPytorch, 'float32[20, 4]', [
    [
      'AdaptiveMaxPooling1D(5)',
      `
y = torch.cat(
    [
        x[:, :4].amax(1, keepdim=True),
        x[:, 4:8].amax(1, keepdim=True),
        x[:, 8:12].amax(1, keepdim=True),
        x[:, 12:16].amax(1, keepdim=True),
        x[:, 16:].amax(1, keepdim=True),
    ],
    1,
)
return y
`,
    ],
  ]);
});

describe('AdaptiveMaxPooling2D', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['AdaptiveMaxPooling2D([1, 28])', 'return x.amax(1, keepdim=True)'],
  ]);
});

describe('AdaptiveMaxPooling3D', () => {
  writes(inPytorch, 'float32[8, 16, 16, 2]', [
    [
      'AdaptiveMaxPooling3D(2)',
      `
joined_2 = torch.cat(
    [x[:, :4].amax(1, keepdim=True), x[:, 4:].amax(1, keepdim=True)], 1
)
joined_3 = torch.cat(
    [
        joined_2[:, :, :8].amax(2, keepdim=True),
        joined_2[:, :, 8:].amax(2, keepdim=True),
    ],
    2,
)
y = torch.cat(
    [
        joined_3[:, :, :, :8].amax(3, keepdim=True),
        joined_3[:, :, :, 8:].amax(3, keepdim=True),
    ],
    3,
)
return y
`,
    ],
  ]);
});
