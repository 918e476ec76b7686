import { describe, expect, it } from 'vitest';
import { kerasModel } from '../../../../compiler/targets/keras/config/model-config.ts';
import { jsonText, type KerasJson } from '../../../../compiler/targets/keras/types.ts';
import { subjectFrom } from '../../../support/subjects.ts';

/** The configuration of the layer of a head. */
function configOf(type: string, stage: string): Readonly<Record<string, unknown>> {
  const text = `model M {\n  input x: ${type}\n  head y = x -> ${stage}\n}\n`;
  const { graph } = subjectFrom({ 'm.kmodel': text }, 'm.kmodel');
  const written = JSON.parse(jsonText(kerasModel(graph).config as KerasJson)) as {
    readonly config: { readonly layers: readonly { readonly config: Readonly<Record<string, unknown>> }[] };
  };
  return written.config.layers.at(-1)!.config;
}

describe('`trainable` in a configuration', () => {
  // Keras calls the constructors with all that is written.
  it.each([
    ['float32[4, 2]', 'SpatialDropout1D(0.5)'],
    ['float32[4, 4, 2]', 'SpatialDropout2D(0.5)'],
    ['float32[4, 4, 4, 2]', 'SpatialDropout3D(0.5)'],
    ['float32[4]', 'Discretization([0.5, 1])'],
  ])('is left out where the constructor does not take it: %s -> %s', (type, stage) => {
    expect(configOf(type, stage)).not.toHaveProperty('trainable');
  });

  it('stands where it is taken', () => {
    expect(configOf('float32[4]', 'Dense(2)')).toHaveProperty('trainable', true);
    expect(configOf('float32[4]', 'Dropout(0.5)')).toHaveProperty('trainable', true);
  });
});
