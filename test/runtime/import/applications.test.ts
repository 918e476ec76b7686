import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { importModel } from '../../../runtime/index.ts';

/** Configurations of `keras.applications`, as `to_json` of Keras 3.15 gives them. */
const packed = join(import.meta.dirname, 'applications');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-applications-'));

/** The most lines that each may take, and the parameters that Keras counts; EfficientNet counts its samples, too. */
const models: readonly (readonly [name: string, lines: number, parameters: number])[] = [
  ['VGG16', 40, 138_357_544],
  ['ResNet50', 60, 25_636_712],
  ['ResNet50ChannelsFirst', 60, 25_636_712],
  ['Xception', 70, 22_910_480],
  ['MobileNetV2', 65, 3_538_984],
  ['DenseNet121', 60, 8_062_504],
  ['InceptionV3', 120, 23_851_784],
  ['EfficientNetB0', 180, 5_330_570],
  ['ConvNeXtTiny', 90, 28_589_128],
  ['InceptionResNetV2', 120, 55_873_736],
  ['NASNetMobile', 480, 5_326_716],
  ['VGG19', 40, 143_667_240],
  ['ResNet101', 60, 44_707_176],
  ['ResNet50V2', 90, 25_613_800],
  ['MobileNet', 40, 4_253_864],
  ['MobileNetV3Small', 110, 2_554_968],
  ['EfficientNetV2B0', 190, 7_200_312],
];

describe('a network of keras.applications', () => {
  it.each(models)(
    'is imported as text of few lines, with all parameters: %s',
    async (name, lines, parameters) => {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, gunzipSync(readFileSync(join(packed, `${name}.json.gz`))));
      const { text, model } = await importModel(path);
      expect(text.trimEnd().split('\n').length).toBeLessThan(lines);
      const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
      const counts = graph!.layers.flatMap(({ weights }) =>
        weights.map(({ shape }) => shape.reduce((product, size) => product * size, 1)),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(parameters);
    },
  );
});
