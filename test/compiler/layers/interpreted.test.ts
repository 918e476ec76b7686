import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { goldenLayers } from '../support/golden-cases.ts';
import { checkLayer } from '../support/golden-layers.ts';
import { interpret } from '../support/interpreter/interpret.ts';

/**
 * The same numbers without any engine: lowerings and gradient rules are right by themselves, and engines that
 * disagree with them are wrong.
 */
describe.each(goldenLayers)('layers agree with Keras in double precision: $file', ({ cases }) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    expect(await checkLayer(findLayer(golden.class_name)!, golden, interpret)).toEqual([]);
  });
});
