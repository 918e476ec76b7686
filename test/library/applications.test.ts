import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { createModel } from '../../runtime/index.ts';
import { createNodeHost } from '../../runtime/node-host.ts';

/** A model of one input and one head that uses a block of `kmodel:applications`. */
function compile(file: string, block: string, type: string, args = '', end = '') {
  const text = `import { ${block} } from "kmodel:applications/${file}"

model Whole {
  input x: ${type}
  head y = x -> ${block}(${args})${end}
}
`;
  const host = { ...createMemoryHost({ 'm.kmodel': text }), library: createNodeHost().library! };
  const { graph, diagnostics } = compileModel('m.kmodel', host);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return graph!;
}

/** What `keras.applications` counts, all and those that are trained: with `include_top`, and without. */
const counts = [
  ['vgg16', 'VGG16', 224, 138_357_544, 14_714_688, 138_357_544, 14_714_688],
  ['resnet50', 'ResNet50', 224, 25_636_712, 23_587_712, 25_583_592, 23_534_592],
  ['inceptionv3', 'InceptionV3', 299, 23_851_784, 21_802_784, 23_817_352, 21_768_352],
  ['xception', 'Xception', 299, 22_910_480, 20_861_480, 22_855_952, 20_806_952],
  ['mobilenetv2', 'MobileNetV2', 224, 3_538_984, 2_257_984, 3_504_872, 2_223_872],
  ['densenet121', 'DenseNet121', 224, 8_062_504, 7_037_504, 7_978_856, 6_953_856],
  ['efficientnetb0', 'EfficientNetB0', 224, 5_330_571, 4_049_571, 5_288_548, 4_007_548],
] as const;

describe('networks of images in the library', () => {
  it.each(counts)(
    '%s has the weights that Keras counts',
    (file, block, size, whole, features, ...trained) => {
      const type = `float32[${size}, ${size}, 3]`;
      const params = (args: string) => summarizeModel(compile(file, block, type, args)).params;
      const found = [params(''), params('include_top: false')];
      expect(found.map(({ total }) => total)).toEqual([whole, features]);
      expect(found.map(({ trainable }) => trainable)).toEqual(trained);
    },
  );

  it.each(counts)('%s has as many classes as it is told, or a vector of features', (file, block, size) => {
    const type = `float32[${size}, ${size}, 3]`;
    const shapeOf = (args: string) => {
      const graph = compile(file, block, type, args);
      return graph.tensors[graph.heads[0]!.tensor]!.shape;
    };
    expect(shapeOf('classes: 7')).toEqual([7]);
    expect(shapeOf('include_top: false')).toHaveLength(3);
    const [average, most] = ['avg', 'max'].map((pooling) =>
      shapeOf(`include_top: false, pooling: "${pooling}"`),
    );
    expect(average).toHaveLength(1);
    expect(most).toEqual(average);
  });
});

describe('other networks in the library', () => {
  it('UNet gives shares of classes for every pixel', () => {
    const graph = compile('unet', 'UNet', 'float32[64, 64, 3]', 'classes: 5, filters: 8');
    expect(graph.tensors[graph.heads[0]!.tensor]!.shape).toEqual([64, 64, 5]);
  });

  it('ViT gives one vector for each image, with the weights that its paper counts for this size', () => {
    const graph = compile('transformers', 'ViT', 'float32[224, 224, 3]');
    expect(graph.tensors[graph.heads[0]!.tensor]!.shape).toEqual([192]);
    // Twelve layers, the patches, the positions and the last normalization; no vector for the class.
    const layer = 4 * (192 * 192 + 192) + 2 * 192 * 768 + 768 + 192 + 4 * 192;
    const rest = 16 * 16 * 3 * 192 + 192 + 196 * 192 + 2 * 192;
    expect(summarizeModel(graph).params.total).toBe(12 * layer + rest);
  });

  it('Encoder leaves padding out, and Decoder does not look ahead', async () => {
    const small = 'words: 20, max_length: 8, width: 8, depth: 1, heads: 2, inner: 8';
    const predict = async (block: string, words: readonly number[]) => {
      const model = await createModel(compile('transformers', block, 'int32[T]', small), { seed: 4 });
      const x = { shape: [1, words.length], dtype: 'int32' as const, data: Int32Array.from(words) };
      return [...(await model.predict({ x })).y!.data].map(Number);
    };
    const close = (values: readonly number[]): readonly unknown[] =>
      values.map((value): unknown => expect.closeTo(value, 4));
    const short = await predict('Encoder', [3, 5]);
    const padded = await predict('Encoder', [3, 5, 0, 0]);
    expect(padded.slice(0, short.length)).toEqual(close(short));
    const before = await predict('Decoder', [3, 5, 7]);
    const changed = await predict('Decoder', [3, 5, 9]);
    expect(changed.slice(0, 40)).toEqual(close(before.slice(0, 40)));
    expect(changed.slice(40)).not.toEqual(close(before.slice(40)));
  });
});
