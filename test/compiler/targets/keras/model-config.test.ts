import { describe, expect, it } from 'vitest';
import { kerasModel } from '../../../../compiler/targets/keras/config/model-config.ts';
import { jsonText, type KerasJson } from '../../../../compiler/targets/keras/types.ts';
import { compileGoldenModel, goldenModelNames, readGoldenModel } from '../../../support/golden-model.ts';

interface Layer {
  readonly module: string;
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const layersOf = (config: unknown): readonly Layer[] =>
  (config as { readonly config: { readonly layers: readonly Layer[] } }).config.layers;

/** What kmodel writes, as Keras reads it. */
const written = (name: string): unknown =>
  JSON.parse(jsonText(kerasModel(compileGoldenModel(name)).config as KerasJson));

/** Models without models inside, whose layers are Keras's own: the others have other names for some layers. */
const flat = goldenModelNames().filter(
  (name) => !JSON.stringify(layersOf(readGoldenModel(name).keras_config)).includes('"Functional"'),
);

/** What Keras adds itself, and the names of layers: blocks have their own. */
const leftOut = [
  'name',
  'axis',
  'quantization_config',
  'value_dim',
  'attention_axes',
  'flash_attention',
  'zero_output_for_mask',
];

describe.each(flat)('the configuration of %s', (name) => {
  const ours = layersOf(written(name));
  const theirs = layersOf(readGoldenModel(name).keras_config).filter(
    // Masks flow unseen in kmodel; Keras writes them down.
    ({ class_name }) => class_name !== 'NotEqual' && class_name !== 'Any',
  );

  it('lists the layers in the order of Keras', () => {
    const classes = (layers: readonly Layer[]) => layers.map(({ class_name }) => class_name);
    expect(classes(ours)).toEqual(classes(theirs));
  });

  it('has the arguments that Keras has', () => {
    theirs.forEach((layer, index) => {
      const own = ours[index]!.config;
      for (const [key, value] of Object.entries(layer.config)) {
        // The text of this model leaves its first weights open, which the test of its training sets.
        if (name === '10_perceptron' && key === 'kernel_initializer') continue;
        // Keras fills in what is none: it reads none as well.
        if (leftOut.includes(key) || (own[key] ?? null) === null) continue;
        expect(comparable(own[key]), `${layer.name}: ${key}`).toEqual(comparable(value));
      }
    });
  });
});

/** Objects without the names of wrapped layers and of the modules of a backend. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'number') return Math.fround(value);
  if (typeof value !== 'object' || value === null) return value;
  const { class_name, config } = value as { readonly class_name?: string; readonly config?: object };
  if (class_name === undefined || !config) return value;
  const entries = Object.entries(config).filter(([key]) => !leftOut.includes(key));
  return { class_name, config: Object.fromEntries(entries.map(([key, each]) => [key, comparable(each)])) };
}
