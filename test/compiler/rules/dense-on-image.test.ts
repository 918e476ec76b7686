import { describe } from 'vitest';
import { checkDenseOnImage } from '../../../compiler/rules/dense-on-image.ts';
import { imageModel, vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('layers on the last axis straight on an image (KM3010)', () => {
  testModelRule(checkDenseOnImage, [
    ['Dense behind Flatten', imageModel('  head y = x -> Flatten() -> Dense(4)'), []],
    ['Dense on a vector', vectorModel('  head y = x -> Dense(4)'), []],
    ['Dense on a sequence', 'model M {\n  input x: float32[10, 4]\n  head y = x -> Dense(4)\n}', []],
    ['Dense on an image', imageModel('  head y = x -> Dense(4)'), ['KM3010 Dense(4)']],
    [
      'Dense behind a convolution',
      imageModel('  head y = x -> Conv2D(8, 3) -> Dense(4)'),
      ['KM3010 Dense(4)'],
    ],
    [
      'Dense in a block, where it stands',
      'block B {\n  input a\n  return a -> Dense(2)\n}\nmodel M {\n  input x: float32[8, 8, 3]\n  head y = x -> B()\n}',
      ['KM3010 Dense(2)'],
    ],
  ]);
});
