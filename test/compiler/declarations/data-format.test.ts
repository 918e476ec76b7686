import { describe, expect, it } from 'vitest';
import { argumentsWithDefaults } from '../../../compiler/declarations/default-value.ts';
import { inputOf, isChannelsFirst } from '../../../compiler/declarations/data-format.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { sizeText } from '../../../compiler/shapes/size.ts';
import { finding, graphOf } from '../harness.ts';
import { told } from '../told.ts';

/** What a layer with channels first makes of an input: its output and its weights, as text. */
function shapes(input: string, layer: string): { output: string; weights: readonly string[] } {
  const graph = graphOf(`model T {\n  input x: ${input}\n  head y = x -> ${layer}\n}`);
  return {
    output: graph.tensors[graph.heads[0]!.tensor]!.shape.map(sizeText).join(', '),
    weights: graph.layers[0]!.weights.map(({ name, shape }) => `${name} ${shape.join(', ')}`),
  };
}

describe('channels first', () => {
  it.each([
    [
      'an image',
      'float32[3, 28, 20]',
      'Conv2D(8, 3, data_format: channels_first)',
      { output: '8, 26, 18', weights: ['kernel 3, 3, 3, 8', 'bias 8'] },
    ],
    [
      'a sequence',
      'float32[4, 10]',
      'Conv1D(2, 3, data_format: channels_first)',
      { output: '2, 8', weights: ['kernel 3, 4, 2', 'bias 2'] },
    ],
    [
      'a volume',
      'float32[2, 6, 7, 8]',
      'MaxPooling3D(2, data_format: channels_first)',
      { output: '2, 3, 3, 4', weights: [] },
    ],
    [
      'two strides',
      'float32[3, 28, 20]',
      'AveragePooling2D([2, 4], data_format: channels_first)',
      { output: '3, 14, 5', weights: [] },
    ],
    [
      'a transposed convolution',
      'float32[3, 4, 5]',
      'Conv2DTranspose(6, 2, strides: 2, data_format: channels_first)',
      { output: '6, 8, 10', weights: ['kernel 2, 2, 6, 3', 'bias 6'] },
    ],
    [
      'a pool over everything',
      'float32[3, 4, 5]',
      'GlobalAveragePooling2D(data_format: channels_first)',
      { output: '3', weights: [] },
    ],
    [
      'zeros around',
      'float32[3, 4, 5]',
      'ZeroPadding2D([[1, 0], [2, 3]], data_format: channels_first)',
      { output: '3, 5, 10', weights: [] },
    ],
    [
      'images over time, whose time stays in front',
      'float32[7, 3, 8, 9]',
      'ConvLSTM2D(4, 3, data_format: channels_first)',
      { output: '4, 6, 7', weights: ['kernel 3, 3, 3, 16', 'recurrent_kernel 3, 3, 4, 16', 'bias 16'] },
    ],
  ])('keep the weights, and turn the axes round: %s', (_, input, layer, expected) => {
    expect(shapes(input, layer)).toEqual(expected);
  });

  it('are counted in messages as their user counts', () => {
    const text =
      'model T {\n  input x: float32[3, 2, 20]\n  head y = x -> Conv2D(8, 3, data_format: channels_first)\n}';
    expect(finding(text, 'KM3004').message).toBe(
      'Conv2D moves a window of 3 along axis 2 of `x`, which has only 2.',
    );
  });

  it('are told in what the layer takes', () => {
    const text =
      'model T {\n  input x: float32[3, 2]\n  head y = x -> Conv2D(8, 3, data_format: channels_first)\n}';
    expect(finding(text, 'KM3001').message).toBe(
      'Conv2D takes an image, float32[batch, channels, height, width], but `x` is float32[batch, 3, 2].',
    );
  });

  it('need a known number of channels, where they stand', () => {
    const text =
      'model T {\n  input x: float32[C, 28, 28]\n  head y = x -> Conv2D(8, 3, data_format: channels_first)\n}';
    expect(told(text)).toEqual([
      'Conv2D(8, 3, data_format: channels_first): Conv2D needs to know the size of axis 1 of `x` for its weights, but `x` is float32[batch, C, 28, 28].',
    ]);
    expect(() => shapes('float32[3, H, 28]', 'Conv2D(8, 3, data_format: channels_first)')).not.toThrow();
  });

  it('leave an activation to the axes that its user counts', () => {
    expect(
      shapes('float32[3, 4, 5]', 'Conv2D(2, 1, activation: softmax, data_format: channels_first)').output,
    ).toBe('2, 4, 5');
  });
});

describe('what a layer takes', () => {
  const conv = findLayer('Conv2D')!;
  const args = (data_format: string) => argumentsWithDefaults(conv, { data_format });

  it('is what it declares where its channels are last', () => {
    expect(inputOf(conv, args('channels_last'))).toBe(conv.input);
    expect(inputOf(conv, undefined)).toBe(conv.input);
  });

  it('has the axes of channels first else', () => {
    const input = inputOf(conv, args('channels_first'));
    expect(input.knownAxes).toEqual([0]);
    expect(input.description).toContain('[batch, channels, height, width]');
  });

  it('has no order in a layer without one', () => {
    expect(isChannelsFirst(findLayer('Dense')!, { data_format: 'channels_first' })).toBe(false);
    expect(isChannelsFirst(conv, args('channels_first'))).toBe(true);
    expect(isChannelsFirst(conv, args('channels_last'))).toBe(false);
  });
});
