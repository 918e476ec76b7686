import { layerLeftOut } from '../../support/golden-left-out.ts';
import { readGolden } from './arrays.ts';
import type { GoldenLayer } from './golden-layers.ts';

/** Cases of Keras 3.15 on its JAX backend, beside those of `layers`. */
const more = ['attention', 'merging', 'normalization'];

const files = [
  'activations',
  'attention',
  'audio',
  'conv',
  'conv_lstm',
  'conv_transpose',
  'core',
  'fuzz_attention',
  'fuzz_conv',
  'fuzz_conv_transpose',
  'fuzz_pooling',
  'fuzz_rnn',
  'images',
  'merging',
  'normalization',
  'pooling',
  'preprocessing',
  'regularization',
  'reshaping',
  'rnn',
  'separable_depthwise',
  'wrappers',
];

/** Every case of a layer that the language can say, file by file. */
export const goldenLayers = [...files.map((file) => `layers/${file}`), ...more.map((file) => `more/${file}`)]
  .map((file) => {
    const cases = readGolden<readonly GoldenLayer[]>(`${file}.json`).filter(
      (golden) => layerLeftOut(golden) === undefined,
    );
    return { file, cases };
  })
  .filter(({ cases }) => cases.length > 0);
