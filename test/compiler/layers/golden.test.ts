import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { goldenLayers } from '../support/golden-cases.ts';
import { checkLayer } from '../support/golden-layers.ts';

describe.each(goldenLayers)('layers agree with Keras: $file', ({ cases }) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    expect(await checkLayer(findLayer(golden.class_name)!, golden)).toEqual([]);
  });
});
