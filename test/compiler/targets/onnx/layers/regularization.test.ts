import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Dropout', () => {
  writes(inOnnx, 'float32[10, 8]', [['Dropout(0.5)', 'y = Identity(x)']]);
});

describe('SpatialDropout1D', () => {
  writes(inOnnx, 'float32[10, 8]', [['SpatialDropout1D(0.5)', 'y = Identity(x)']]);
});

describe('SpatialDropout2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['SpatialDropout2D(0.5)', 'y = Identity(x)']]);
});

describe('SpatialDropout3D', () => {
  writes(inOnnx, 'float32[4, 28, 28, 3]', [['SpatialDropout3D(0.5)', 'y = Identity(x)']]);
});

describe('GaussianNoise', () => {
  writes(inOnnx, 'float32[8]', [['GaussianNoise(0.1)', 'y = Identity(x)']]);
});

describe('GaussianDropout', () => {
  writes(inOnnx, 'float32[8]', [['GaussianDropout(0.1)', 'y = Identity(x)']]);
});

describe('AlphaDropout', () => {
  writes(inOnnx, 'float32[8]', [['AlphaDropout(0.1)', 'y = Identity(x)']]);
});

describe('ActivityRegularization', () => {
  writes(inOnnx, 'float32[8]', [['ActivityRegularization(l1: 0.1)', 'y = Identity(x)']]);
});
