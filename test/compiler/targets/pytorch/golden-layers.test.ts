import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../../compiler/layers/registry.ts';
import { goldenLayers } from '../../support/golden-cases.ts';
import { checkLayer } from '../../support/golden-layers.ts';
import { runTorch, torchPython } from '../../../support/torch.ts';

/** Outputs and gradients of every op that lowerings use, as PyTorch computes them. */
describe.skipIf(!torchPython).each(goldenLayers)(
  'layers as ops of PyTorch agree with Keras: $file',
  ({ cases }) => {
    it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
      expect(await checkLayer(findLayer(golden.class_name)!, golden, runTorch)).toEqual([]);
    });
  },
);
