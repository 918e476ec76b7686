import { expect, it } from 'vitest';
import { inPytorch } from '../layer-texts.ts';

it('writes a constant of more numbers than a call takes arguments: the filters of a mel spectrogram', () => {
  expect(inPytorch('float32[4000]', 'MelSpectrogram()')).toMatch(/\nreturn .*$/);
});

it('packs such numbers into strings, in which those that repeat are counted', () => {
  const text = inPytorch('float32[4000]', 'MelSpectrogram()');
  expect(text.split('\n').length).toBeLessThan(2500);
  expect(text).toContain('unpacked(');
  expect(text).toMatch(/" ?\d+\*0\.0 /);
  // The numbers of the strings are as many as there are filters: 1025 frequencies in 128 bands.
  const [, filters] = [...text.matchAll(/unpacked\(([^)]*)\)/g)];
  const words = [...filters![1]!.matchAll(/"([^"]*)"/g)].flatMap(([, line]) => line!.split(' '));
  const count = words.reduce(
    (total, word) => total + (word.includes('*') ? Number(word.split('*')[0]) : 1),
    0,
  );
  expect(count).toBe(1025 * 128);
});

it('leaves a list of a few hundred numbers as it is', () => {
  expect(inPytorch('float32[256]', 'MelSpectrogram(fft_length: 16, num_mel_bins: 4)')).not.toContain(
    'unpacked',
  );
});
