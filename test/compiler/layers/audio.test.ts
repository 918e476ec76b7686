import { describe, expect, it } from 'vitest';
import { checkText, findings } from '../harness.ts';
import { tryLayer } from '../support/layer-trial.ts';

const modelOf = (stage: string, type: string): string =>
  `model A {\n  input x: ${type}\n  head y = x -> ${stage} -> Flatten() -> Dense(1) { loss: mse }\n}\n`;

describe('layers of signals', () => {
  it.each([['valid'], ['same']])(
    'STFTSpectrogram of any length has the shape of its rule, padding %s',
    async (padding) => {
      const problems = await tryLayer({
        layer: 'STFTSpectrogram',
        config: { mode: 'stft', frame_length: 4, frame_step: 3, padding, expand_dims: true },
        inputs: [{ shape: ['T', 2] }],
        sizes: { batch: 2, T: 11 },
        seed: 4,
      });
      expect(problems).toEqual([]);
    },
  );

  it.each([[9], [3], [1]])(
    'MelSpectrogram of %d samples has the shape and the gradients of its rule',
    async (samples) => {
      const problems = await tryLayer({
        layer: 'MelSpectrogram',
        config: {
          fft_length: 8,
          sequence_stride: 4,
          num_mel_bins: 3,
          sampling_rate: 100,
          min_freq: 1,
          power_to_db: false,
        },
        inputs: [{ shape: ['T'] }],
        sizes: { batch: 2, T: samples },
        seed: 4,
      });
      expect(problems).toEqual([]);
    },
  );

  it.each([
    ['STFTSpectrogram(frame_length: 8, frame_step: 9)', 'KM2004 9'],
    ['STFTSpectrogram(frame_length: 8, fft_length: 4)', 'KM2004 4'],
    ['STFTSpectrogram(frame_length: 8, fft_length: 9)', 'KM2004 9'],
    ['STFTSpectrogram(frame_length: 4, window: [1, 2])', 'KM2004 [1, 2]'],
    ['STFTSpectrogram(frame_length: 50)', 'KM3004 50'],
    ['STFTSpectrogram(window: kaiser)', 'KM2006 kaiser'],
  ])('%s is a mistake for 40 samples', (stage, wanted) => {
    expect(findings(modelOf(stage, 'float32[40, 1]'))).toEqual([wanted]);
  });

  it.each([
    ['MelSpectrogram(fft_length: 8, sequence_length: 9)', 'KM2004 9'],
    ['MelSpectrogram(fft_length: 4, window: [1, 2])', 'KM2004 [1, 2]'],
    ['MelSpectrogram(min_freq: 9000)', 'KM2004 9000'],
    ['MelSpectrogram(top_db: -1)', 'KM2004 -1'],
  ])('%s is a mistake', (stage, wanted) => {
    expect(findings(modelOf(stage, 'float32[4000]'))).toEqual([wanted]);
  });

  it('STFT is for kernels of frames', () => {
    const { diagnostics } = checkText(modelOf('Dense(4, kernel_initializer: STFT())', 'float32[4]'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '`STFT` is for kernels of three axes, [frame, 1, frequencies], but `kernel` of Dense has the shape [4, 4].',
    ]);
  });
});
