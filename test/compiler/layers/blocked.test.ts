import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { runBlocked } from '../support/evaluate.ts';
import { goldenLayers } from '../support/golden-cases.ts';
import { checkLayer } from '../support/golden-layers.ts';

/** As the engine runs them: with the sizes of the data, and images in blocks of channels. */
describe.each(goldenLayers)('layers bound to sizes agree with Keras: $file', ({ cases }) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    expect(await checkLayer(findLayer(golden.class_name)!, golden, runBlocked)).toEqual([]);
  });
});
