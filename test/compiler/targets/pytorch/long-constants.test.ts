import { expect, it } from 'vitest';
import { inPytorch } from '../layer-texts.ts';

it('writes a constant of more numbers than a call takes arguments: the filters of a mel spectrogram', () => {
  expect(inPytorch('float32[4000]', 'MelSpectrogram()')).toMatch(/\nreturn .*$/);
});
